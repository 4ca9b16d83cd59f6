#!/usr/bin/env python3
"""Writes the digits example with TensorFlow: a classifier's training graph, a checkpoint and the images.

A dense network over scikit-learn's 8x8 images. The pixels are fed as they are stored (uint8, 0..16) and scaled
inside the graph. Nodes to ask for: x, y, loss, train_op, logits, pred (the class of each image).

Needs the packages of requirements.txt. Writes model.meta, model.index, model.data-*, checkpoint and
{train,test}_{x,y}.npy; the last 360 images of a fixed shuffle are the held-out test set.
"""

import argparse
import pathlib

import numpy as np
import tensorflow.compat.v1 as tf

PIXELS = 64
CLASSES = 10
HELD_OUT = 360
MAX_PIXEL = 16.0
SHUFFLE_SEED = 0

OPTIMIZERS = {
    "gradient_descent": (tf.train.GradientDescentOptimizer, 0.2),
    "momentum": (lambda rate: tf.train.MomentumOptimizer(rate, momentum=0.9), 0.05),
    "adam": (tf.train.AdamOptimizer, 0.002),
}
"""Name on the command line -> (constructor from a learning rate, default learning rate)."""


def cross_entropy(logits, labels):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return tf.reduce_mean(losses, name="loss")


def squared_error(logits, labels):
    target = tf.one_hot(labels, CLASSES)
    return tf.reduce_mean(tf.squared_difference(logits, target), name="loss")


LOSSES = {"cross_entropy": cross_entropy, "squared_error": squared_error}


def load_data():
    """Returns {"train_x": uint8 [1437,64], "train_y": int64 [1437], "test_x": …, "test_y": …}."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    # The original order goes by writer: its last images are by people whom the others do not include.
    order = np.random.RandomState(SHUFFLE_SEED).permutation(len(digits.target))
    images, labels = digits.data[order].astype(np.uint8), digits.target[order].astype(np.int64)
    return {
        "train_x": images[:-HELD_OUT],
        "train_y": labels[:-HELD_OUT],
        "test_x": images[-HELD_OUT:],
        "test_y": labels[-HELD_OUT:],
    }


def dense(inputs, units, name):
    with tf.variable_scope(name):
        kernel = tf.get_variable("kernel", [inputs.shape[1], units], initializer=tf.glorot_uniform_initializer())
        bias = tf.get_variable("bias", [units], initializer=tf.zeros_initializer())
        return tf.nn.bias_add(tf.matmul(inputs, kernel), bias)


def build_graph(layers, loss="cross_entropy", optimizer="gradient_descent", learning_rate=None, resource=False, seed=1):
    """Adds the training graph to the default graph.

    layers: the widths from input to output, such as [64, 64, 10]. resource: resource instead of ref variables.
    """
    (tf.enable_resource_variables if resource else tf.disable_resource_variables)()
    tf.set_random_seed(seed)
    x = tf.placeholder(tf.uint8, [None, layers[0]], name="x")
    y = tf.placeholder(tf.int64, [None], name="y")
    values = tf.cast(x, tf.float32) * (1.0 / MAX_PIXEL)
    for index, units in enumerate(layers[1:-1], start=1):
        values = tf.nn.relu(dense(values, units, f"hidden{index}"))
    logits = tf.identity(dense(values, layers[-1], "output"), name="logits")
    tf.argmax(logits, axis=1, name="pred")
    constructor, default_rate = OPTIMIZERS[optimizer]
    step = tf.train.get_or_create_global_step()
    trainer = constructor(default_rate if learning_rate is None else learning_rate)
    trainer.minimize(LOSSES[loss](logits, y), global_step=step, name="train_op")


def batches(x, y, size, steps):
    """Yields `steps` feeds of `size` rows in the order of the data, starting over at its end."""
    for step in range(steps):
        rows = np.arange(step * size, (step + 1) * size) % len(x)
        yield {"x:0": x[rows], "y:0": y[rows]}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent, help="folder to write to")
    parser.add_argument("--layers", default="64-64-10", help="widths from input to output (default %(default)s)")
    parser.add_argument("--loss", choices=LOSSES, default="cross_entropy")
    parser.add_argument("--optimizer", choices=OPTIMIZERS, default="gradient_descent")
    parser.add_argument("--learning-rate", type=float, help="default: one that suits the optimizer")
    parser.add_argument("--resource", action="store_true", help="resource instead of ref variables")
    parser.add_argument("--seed", type=int, default=1, help="the graph's seed (default %(default)s)")
    parser.add_argument("--steps", type=int, default=200, help="training steps before the checkpoint")
    parser.add_argument("--batch", type=int, default=32)
    args = parser.parse_args()
    args.layers = [int(width) for width in args.layers.split("-")]
    if len(args.layers) < 2 or args.layers[0] != PIXELS or args.layers[-1] != CLASSES:
        parser.error(f"--layers begins with {PIXELS} and ends with {CLASSES}")
    return args


def main():
    args = parse_arguments()
    tf.disable_eager_execution()
    data = load_data()
    args.out.mkdir(parents=True, exist_ok=True)
    for name, values in data.items():
        np.save(args.out / f"{name}.npy", values)
    build_graph(args.layers, args.loss, args.optimizer, args.learning_rate, args.resource, args.seed)
    saver = tf.train.Saver(save_relative_paths=True)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for feed in batches(data["train_x"], data["train_y"], args.batch, args.steps):
            session.run("train_op", feed)
        saver.save(session, str(args.out / "model"))


if __name__ == "__main__":
    main()
