#!/usr/bin/env python3
"""Writes the graphs of RealGraphsTest: what TensorFlow makes of gradients.

For each graph, data/NAME.pbtxt is a text GraphDef pruned to its targets, and
data/NAME.shapes says what one run after another really had:

    run x:0=5,64 y:0=5          sizes of the feeds
    gradients/Sum 5,10          sizes of a tensor (none for a scalar)
    gradients/Shape 2 = 5,10    and the elements of a small integer one

Run by hand, with tensorflow-cpu 2.21, whenever a graph is added.
"""
import os
import pathlib

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
DATA = pathlib.Path(__file__).parent / "data"
floats, ints = tf.float32, tf.int32


def placeholder(name, shape, dtype=floats):
    return tf.placeholder(dtype, shape, name)


def variable(name, shape):
    return tf.get_variable(name, shape, initializer=tf.ones_initializer())


def minimize(optimizer, loss):
    return [optimizer.minimize(loss).name]


def gradients(loss, xs):
    dense = [tf.convert_to_tensor(g) for g in tf.gradients(loss, xs)]
    return [g.op.name for g in dense]


def sparse_xent():
    x, y = placeholder("x", [None, 8]), placeholder("y", [None], tf.int64)
    hidden = tf.nn.relu(
        tf.nn.bias_add(tf.matmul(x, variable("w1", [8, 6])), variable("b1", [6])))
    logits = tf.matmul(hidden, variable("w2", [6, 3])) + variable("b2", [3])
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    hits = tf.cast(tf.equal(tf.argmax(logits, 1), y), floats)
    accuracy = tf.reduce_mean(hits, name="accuracy")
    return minimize(tf.train.AdamOptimizer(), loss) + [accuracy.op.name]


def softmax_xent():
    x, y = placeholder("x", [None, 8]), placeholder("y", [None, 3])
    logits = tf.matmul(x, variable("w", [8, 3])) + variable("b", [3])
    loss = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    probable = tf.log(tf.nn.softmax(logits) + 1e-8)
    loss -= tf.reduce_mean(tf.reduce_sum(y * probable, axis=1))
    return minimize(tf.train.MomentumOptimizer(0.1, 0.9), loss)


def squared_error():
    x, y = placeholder("x", [None]), placeholder("y", [None])
    w, b = variable("w", []), variable("b", [])
    loss = tf.reduce_sum(tf.pow(w * x + b - y, 2))
    loss /= 2 * tf.cast(tf.shape(x)[0], floats)
    loss += tf.reduce_mean(tf.squared_difference(x * w, y))
    return minimize(tf.train.GradientDescentOptimizer(0.1), loss)


def broadcast():
    a, c = placeholder("a", [None, 10]), placeholder("c", [None, 1])
    d, b = placeholder("d", [1, None]), variable("b", [10])
    total = a + b + c + d
    loss = tf.reduce_sum(tf.maximum(total, a) * c / (d + 1.0))
    return gradients(loss, [a, b, c, d])


def reductions():
    a, b = placeholder("a", [None, 10, None]), variable("b", [4, 5])
    parts = [
        tf.reduce_sum(a, axis=[1]),
        tf.reduce_mean(a, axis=[0, 2]),
        tf.reduce_max(a, axis=-1, keepdims=True),
        tf.reduce_prod(a, axis=0),
        tf.reduce_prod(b, axis=1),
    ]
    loss = tf.add_n([tf.reduce_sum(part) for part in parts])
    return gradients(loss + tf.reduce_mean(a), [a, b])


def shape_ops():
    a, c = placeholder("a", [None, 10]), placeholder("c", [None, 5])
    i, b = placeholder("i", [None], ints), variable("b", [10, 3])
    rows = tf.shape(a)[0]
    wide = tf.expand_dims(a, 1)
    stacked = tf.stack([a, a])
    parts = [
        tf.tile(a, [2, 3]), tf.concat([a, c], axis=1),
        tf.slice(a, [0, 2], [-1, 3]), a[1:, ::2], a[:, -1], a[::-1, 3:5],
        a[:, tf.newaxis, :], tf.gather(b, i), tf.gather(b, i, axis=1),
        tf.transpose(a), tf.squeeze(wide, [1]), tf.reshape(a, [-1, 2, 5]),
        tf.reshape(a, [rows * 2, 5]), tf.pad(a, [[1, 1], [0, 2]]),
        tf.broadcast_to(tf.expand_dims(a, 0), [4, rows, 10]),
        tf.where(a > 0, a, tf.zeros_like(a)), tf.cumsum(a),
        tf.fill([rows, 2], 1.0) * tf.one_hot(i, 2)[0],
        tf.matmul(wide, tf.ones([rows, 10, 4])),
    ]
    parts += tf.unstack(stacked, axis=0) + tf.split(a, 2, axis=1)
    loss = tf.add_n([tf.reduce_sum(part) for part in parts])
    return (minimize(tf.train.MomentumOptimizer(0.1, 0.9), loss) +
            gradients(loss, [a, c]))


def convolution():
    x = placeholder("x", [None, 12, 12, 1])
    y = placeholder("y", [None, 3])
    h = tf.nn.conv2d(x, variable("k1", [5, 5, 1, 4]), [1, 1, 1, 1], "SAME")
    h = tf.nn.max_pool(tf.nn.relu(h), [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    h = tf.nn.conv2d(h, variable("k2", [3, 3, 4, 2]), [1, 2, 2, 1], "VALID")
    h = tf.nn.avg_pool(h, [1, 2, 2, 1], [1, 1, 1, 1], "VALID")
    flat = tf.reshape(h, [tf.shape(h)[0], -1])
    logits = tf.matmul(flat, variable("w", [2, 3]))
    loss = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    return minimize(tf.train.GradientDescentOptimizer(0.1), loss)


def batches(sizes, **shapes):
    """One run per size: `None` in the feeds' shapes stands for it."""
    return [{
        name: [size if dim is None else dim for dim in dims]
        for name, dims in shapes.items()
    } for size in sizes]


# name: (function, resource variables, sizes of the feeds in each run)
GRAPHS = {
    "sparse_xent": (sparse_xent, False,
                    batches([1, 5], x=[None, 8], y=[None])),
    "sparse_xent_resource": (sparse_xent, True,
                             batches([1, 5], x=[None, 8], y=[None])),
    "softmax_xent": (softmax_xent, False,
                     batches([1, 5], x=[None, 8], y=[None, 3])),
    "squared_error": (squared_error, True,
                      batches([0, 1, 7], x=[None], y=[None]) +
                      [dict(x=[5], y=[1]), dict(x=[1], y=[5])]),
    "broadcast": (broadcast, False, [
        dict(a=[3, 10], c=[3, 1], d=[1, 10]),
        dict(a=[1, 10], c=[4, 1], d=[1, 1]),
        dict(a=[4, 10], c=[1, 1], d=[1, 10]),
        dict(a=[0, 10], c=[1, 1], d=[1, 1]),
    ]),
    "reductions": (reductions, False,
                   [dict(a=[3, 10, 4]), dict(a=[1, 10, 1]), dict(a=[2, 10, 1])]),
    "shape_ops": (shape_ops, False, [
        dict(a=[3, 10], c=[3, 5], i=[2]),
        dict(a=[1, 10], c=[1, 5], i=[4]),
    ]),
    "shape_ops_resource": (shape_ops, True,
                           [dict(a=[3, 10], c=[3, 5], i=[2])]),
    "convolution": (convolution, False,
                    batches([1, 4], x=[None, 12, 12, 1], y=[None, 3])),
}


def text(numbers):
    return ",".join(str(int(n)) for n in numbers)


def describe(tensor, value):
    line = f"{tensor.name} {text(value.shape)}".rstrip()
    if value.dtype in (np.int32, np.int64) and value.size <= 16:
        line += f" = {text(value.ravel())}".rstrip()
    return line


def observe(graph, initializer, sizes, out):
    """Runs all of `graph` once and writes what its tensors had."""
    feeds = {name + ":0": np.zeros(dims, graph.get_tensor_by_name(
        name + ":0").dtype.as_numpy_dtype) for name, dims in sizes.items()}
    tensors = [
        t for op in graph.get_operations() for t in op.outputs
        if t.dtype.base_dtype not in (tf.resource, tf.string, tf.variant)
    ]
    out.append("run " + " ".join(f"{name}={text(value.shape)}"
                                 for name, value in feeds.items()))
    with tf.Session(graph=graph) as session:
        session.run(initializer)
        for tensor, value in zip(tensors, session.run(tensors, feeds)):
            out.append(describe(tensor, np.asarray(value)))


def write(name, make, use_resource, runs):
    (tf.enable_resource_variables if use_resource else
     tf.disable_resource_variables)()
    graph = tf.Graph()
    with graph.as_default():
        targets = make()
        initializer = tf.global_variables_initializer()
    pruned = tf.graph_util.extract_sub_graph(graph.as_graph_def(), targets)
    pruned.library.Clear()
    (DATA / f"{name}.pbtxt").write_text(
        "# Targets: " + " ".join(targets) + "\n" + str(pruned))
    kept = {node.name for node in pruned.node}
    lines = []
    for sizes in runs:
        observe(graph, initializer, sizes, lines)
    lines = [line for line in lines if line.startswith("run ") or
             line.split(":")[0] in kept]
    (DATA / f"{name}.shapes").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    for name, recipe in GRAPHS.items():
        write(name, *recipe)
