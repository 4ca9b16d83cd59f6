#!/usr/bin/env bash
# Same input, same bytes: one graph in two folders, compiled by one thread and by all, gives the same program.
# deterministic.sh BUILD_FOLDER EXAMPLES_FOLDER, in an empty scratch folder
set -euo pipefail
build=$1 data=$2/digits

# compile_in FOLDER OPTION…
compile_in() {
  mkdir -p "$1"
  cp "$data/model.meta" "$1"
  (cd "$1" && "$build/bin/vf-compile" model.meta --shape x=Bx64 --shape y=B \
    --entry 'train: x, y -> loss ; run train_op' --entry 'predict: x -> pred' -o digits "${@:2}")
}

compile_in here --mlir-disable-threading
compile_in elsewhere/deeper
cmp here/digits elsewhere/deeper/digits
