#!/usr/bin/env bash
# A trained program, restored by a second process, reads at least 95 % of the images held out of training.
# digits-accuracy.sh BUILD_FOLDER EXAMPLES_FOLDER, in an empty scratch folder
set -euo pipefail
build=$1 data=$2/digits

"$build/bin/vf-compile" "$data/model.meta" --entry 'train: x, y -> loss ; run train_op' --entry 'predict: x -> pred' \
  --shape x=Bx64 --shape y=B -o digits
./digits run train --init --seed 1 --data "x=$data/train_x.npy" --data "y=$data/train_y.npy" \
  --batch 32 --epochs 20 --shuffle --save trained
./digits run predict --restore trained --feed "x=$data/test_x.npy" --fetch pred=pred.npy
python3 "$data/accuracy.py" pred.npy "$data/test_y.npy" --at-least 0.95
