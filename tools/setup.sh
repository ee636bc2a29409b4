#!/usr/bin/env bash
# Installs what the toolkit needs on Debian or Ubuntu beside the .NET SDK: libtorch, a fast BLAS, a compiler, libsndfile, libspng, libturbojpeg, libhdf5 (by hdf5-tools, whose name is the same everywhere), and npm,
# which fetches the libraries that draw the plots of HTML reports.
# Safe to repeat: what is there is left alone. TORCH_HOME names another libtorch (e.g. one with CUDA); then none is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }

packages=(g++ cmake make binutils libsndfile1 libspng0 libturbojpeg0 hdf5-tools)
if [ -z "${TORCH_HOME:-}" ]; then
  packages+=(libtorch-dev libopenblas0-pthread libgloo-dev)
fi
# npm may have come with another package than Debian's.
command -v npm >/dev/null || packages+=(npm)
packages+=("$@")

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    say "These are needed and there is no apt-get to install them with: ${missing[*]}" >&2
    exit 1
  fi
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { say "Run as root, or install sudo: apt-get install ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  if ! "${as_root[@]}" apt-get update -qq ||
    ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    say "apt-get could not install ${missing[*]}: see above. Is there a network? Run this again; what is installed stays." >&2
    exit 1
  fi
fi

if ! command -v dotnet >/dev/null; then
  say "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download, then run this again." >&2
  exit 1
fi
# The restored packages are those of the lock files, byte for byte.
if ! dotnet restore I2M2.Toolkit.sln --locked-mode -v quiet; then
  say "NuGet packages could not be restored: see above. Is there a network? Run this again; what was fetched stays." >&2
  exit 1
fi
if [ "$(uname -m)" = x86_64 ] && ! dotnet restore tools/AheadCompiler -v quiet >/dev/null; then
  say "The SDK's ahead-of-time compiler could not be fetched: the programs work, and start slower."
fi
say "Set up."
