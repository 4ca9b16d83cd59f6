#!/usr/bin/env bash
# Runs a command in an empty folder that is gone afterwards: in-scratch.sh COMMAND…
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
"$@" </dev/null
