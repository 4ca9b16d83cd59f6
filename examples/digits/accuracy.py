#!/usr/bin/env python3
"""Prints how many predicted classes are right: accuracy.py PRED.npy LABELS.npy [--at-least FRACTION]

Needs no package. Both files hold one int64 for each image.
"""

import argparse
import array
import ast
import sys


def read_npy(path):
    """Returns the numbers of a one-dimensional little-endian int64 .npy file, format 1."""
    with open(path, "rb") as file:
        magic, size = file.read(8), int.from_bytes(file.read(2), "little")
        header = ast.literal_eval(file.read(size).decode("latin-1"))
        values = array.array("q", file.read())
    if magic != b"\x93NUMPY\x01\x00" or header["descr"] != "<i8" or header["shape"] != (len(values),):
        sys.exit(f"error: {path}: expected int64 numbers in one dimension, found {header}")
    return values


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pred")
    parser.add_argument("labels")
    parser.add_argument("--at-least", type=float, default=0.0, metavar="FRACTION", help="fail below this accuracy")
    args = parser.parse_args()
    pred, labels = read_npy(args.pred), read_npy(args.labels)
    if len(pred) != len(labels):
        sys.exit(f"error: {len(pred)} predictions for {len(labels)} labels")
    right = sum(p == l for p, l in zip(pred, labels))
    print(f"{right} of {len(labels)} images are right: {100 * right / len(labels):.1f} %")
    return 0 if right >= args.at_least * len(labels) else 1


if __name__ == "__main__":
    sys.exit(main())
