#!/usr/bin/env bash
# A seed fixes a run: trainings write the same checkpoint, whatever the number of threads; another seed another one.
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
train 1 4 third
train 2 1 other_seed
for other in second third; do
  cmp first.data-00000-of-00001 $other.data-00000-of-00001
  cmp first.index $other.index
done
if cmp -s first.data-00000-of-00001 other_seed.data-00000-of-00001; then
  echo "error: --seed 2 shuffles as --seed 1 does" >&2
  exit 1
fi
