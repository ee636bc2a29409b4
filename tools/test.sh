#!/usr/bin/env bash
# Sets up, checks formatting, builds, and runs the fast tests; --all adds the slow ones. The last line is "N passed, N failed, N skipped".
# Optional test data: the folder named by I2M2_TEST_DATA, or shared/ beside the checkout; tests without theirs are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

filter='Tier!=slow'
case "${1:-}" in
  --all) filter='' ;;
  '') ;;
  *) echo "usage: tools/test.sh [--all]" >&2; exit 2 ;;
esac

# Threads that wait for each other sleep instead of spinning: on a machine with other work, spinning ones cost it tenfold.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}

tools/setup.sh
dotnet format I2M2.Toolkit.sln --verify-no-changes --no-restore --severity warn --exclude artifacts
dotnet build I2M2.Toolkit.sln --no-restore -v quiet -clp:NoSummary

# The other engine: the same text must compile against the package that the face imitates.
dotnet build evaluation -p:TorchBackend=TorchSharp -p:TorchSharpPackage=TorchSharp -v quiet -clp:NoSummary

# Another implementation of the tokenizer, for tests to agree with: by the hashes of its lock file, no script of it run. Without it they are skipped.
peer=artifacts/peers/tokenizers
mkdir -p "$peer"
cp tests/Tools.Tests/Tokens/HuggingFace/package*.json "$peer"
[ "$peer/node_modules/.package-lock.json" -nt tests/Tools.Tests/Tokens/HuggingFace/package-lock.json ] ||
  npm ci --prefix "$peer" --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1 --silent ||
  echo "npm could not fetch @huggingface/tokenizers: tests against it are skipped." >&2

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
# One project after the other: the engine uses every core by itself.
for project in tests/*/*.csproj; do
  dotnet test "$project" --no-build ${filter:+--filter "$filter"} -v quiet --results-directory "$results" \
    --logger "trx;LogFileName=$(basename "$project" .csproj).trx" --logger "console;verbosity=minimal" || status=1
done

# A project that ran nothing under the filter writes no counters; a missing file means that its run broke.
count() { grep -ho "<Counters [^>]*" "$results"/*.trx | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{s+=$1} END {print s+0}'; }
total=$(count total)
passed=$(count passed)
failed=$(count failed)
skipped=$((total - $(count executed)))
[ "$total" -gt 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
