#!/usr/bin/env bash
# Same input, same bytes: one graph in two folders, compiled with one thread and with two, gives the same program.
# deterministic.sh BUILD_FOLDER EXAMPLES_FOLDER, in an empty scratch folder
set -euo pipefail
build=$1 data=$2/digits

# compile_in FOLDER THREADS
compile_in() {
  mkdir -p "$1"
  cp "$data/model.meta" "$1"
  (cd "$1" && VF_THREADS=$2 "$build/bin/vf-compile" model.meta --shape x=Bx64 --shape y=B \
    --entry 'train: x, y -> loss ; run train_op' --entry 'predict: x -> pred' -o digits)
}

compile_in here 1
compile_in elsewhere/deeper 2
cmp here/digits elsewhere/deeper/digits
