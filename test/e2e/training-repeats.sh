#!/usr/bin/env bash
# A seed fixes a run: two trainings write the same checkpoint, whatever the number of threads; another seed another one.
# training-repeats.sh BUILD_FOLDER EXAMPLES_FOLDER, in an empty scratch folder
set -euo pipefail
build=$1 data=$2/digits

"$build/bin/vf-compile" "$data/model.meta" --entry 'train: x, y -> loss ; run train_op' --shape x=Bx64 --shape y=B -o digits

# train SEED THREADS PREFIX
train() {
  ./digits run train --init --seed "$1" --threads "$2" --data "x=$data/train_x.npy" --data "y=$data/train_y.npy" \
    --batch 32 --epochs 2 --shuffle --save "$3"
}

train 1 1 first
train 1 2 second
train 2 1 third
cmp first.data-00000-of-00001 second.data-00000-of-00001
cmp first.index second.index
if cmp -s first.data-00000-of-00001 third.data-00000-of-00001; then
  echo "error: --seed 2 shuffles as --seed 1 does" >&2
  exit 1
fi
