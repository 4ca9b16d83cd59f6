#!/usr/bin/env python3
"""Writes the linear regression example with TensorFlow: a training graph, a checkpoint and data.

The graph is the one every tutorial of graph-mode TensorFlow begins with: two scalar variables, a squared
error, gradient descent. X and Y have no shape at all, so one compiled program serves every size.

Needs the packages of requirements.txt. Writes model.meta, model.index, model.data-*, checkpoint, x.npy, y.npy.
"""

import argparse
import pathlib

import numpy as np
import tensorflow.compat.v1 as tf

SAMPLES = 17
SEED = 7


def make_data():
    """Returns SAMPLES noisy points of the line y = 0.25 x + 0.8."""
    rng = np.random.RandomState(SEED)
    x = rng.uniform(1.0, 10.0, SAMPLES).astype(np.float32)
    y = (0.25 * x + 0.8 + rng.normal(0.0, 0.1, SAMPLES)).astype(np.float32)
    return x, y


def build_graph():
    """Adds the training graph to the default graph. Its nodes are found by name: X, Y, pred, truediv, GradientDescent."""
    rng = np.random.RandomState(SEED)
    x = tf.placeholder(tf.float32, name="X")
    y = tf.placeholder(tf.float32, name="Y")
    weight = tf.Variable(rng.normal(), name="W", dtype=tf.float32)
    bias = tf.Variable(rng.normal(), name="b", dtype=tf.float32)
    pred = tf.identity(tf.add(tf.multiply(x, weight), bias), name="pred")
    loss = tf.reduce_sum(tf.pow(pred - y, 2)) / (2 * SAMPLES)
    tf.train.GradientDescentOptimizer(0.02).minimize(loss)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent, help="folder to write to")
    parser.add_argument("--steps", type=int, default=100, help="training steps before the checkpoint")
    args = parser.parse_args()

    tf.disable_eager_execution()
    tf.disable_resource_variables()
    args.out.mkdir(parents=True, exist_ok=True)
    x, y = make_data()
    np.save(args.out / "x.npy", x)
    np.save(args.out / "y.npy", y)
    build_graph()
    saver = tf.train.Saver(save_relative_paths=True)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(args.steps):
            session.run("GradientDescent", {"X:0": x, "Y:0": y})
        saver.save(session, str(args.out / "model"))


if __name__ == "__main__":
    main()
