"""Slices and paddings along an axis whose size only the run knows, and their gradients."""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import CommandFailed, Program
from reference import InteropTest, Reference

SLICES = {
    "reversed": lambda x: x[::-1],
    "last_two": lambda x: x[-2:],
    "but_last": lambda x: x[:-1],
    "middle": lambda x: x[1:-1, 2:-1],
    "inner": lambda x: x[-3:-1],
    "far": lambda x: x[4:100],
    "second": lambda x: x[1::2],
    "third_back": lambda x: x[::-3],
    "back_from": lambda x: x[4:0:-2, ::-1],
    "back_end": lambda x: x[-2::-2, -1],
    "new_axis": lambda x: x[..., tf.newaxis, -2],
    "tail": lambda x: tf.slice(x, [tf.shape(x)[0] // 2, 1], [-1, 3]),
    "from_half": lambda x: x[tf.shape(x)[0] // 2 :],
    "either_end": lambda x: x[tf.shape(x)[0] - 3 :],
    "reverse": lambda x: tf.reverse(x, [0]),
    "pad": lambda x: tf.pad(x, [[2, 1], [0, 3]]),
    "pad_with": lambda x: tf.pad(x, [[1, 0], [1, 1]], constant_values=-7.5),
    "pad_by_size": lambda x: tf.pad(x, [[0, 4 * tf.shape(x)[0]], [0, 0]]),
    "pad_sum": lambda x: tf.pad(x, [[2, 1], [0, 0]]) + tf.pad(x, [[1, 2], [0, 0]]),
    "concat": lambda x: tf.concat([x, x * 2, x[:, ::-1]], 0),
    "concat_sum": lambda x: tf.concat([x, [[1.0] * 6]], 0) + tf.pad(x, [[1, 0], [0, 0]]),
    "split": lambda x: tf.add_n(tf.split(tf.concat([x, x], 0), 2)),
}
# Their axis must have 3 elements or more.
MIRRORED = {
    "reflect": lambda x: tf.pad(x, [[2, 1], [0, 5]], mode="REFLECT"),
    "symmetric": lambda x: tf.pad(x, [[3, 1], [6, 0]], mode="SYMMETRIC"),
}


def build(functions):
    x = tf.placeholder(tf.float32, [None, 6], name="x")
    for name, function in functions.items():
        value = tf.identity(function(x), name=f"{name}_out")
        tf.identity(tf.gradients(tf.reduce_sum(tf.square(value) + value), x)[0], name=f"{name}_grad")


class Slices(InteropTest):
    def compile(self, functions, name):
        reference = Reference(lambda: build(functions))
        self.addCleanup(reference.close)
        fetches = [fetch for function in functions for fetch in (f"{function}_out", f"{function}_grad")]
        graph = reference.write_meta_graph(self.folder / f"{name}.meta")
        entry = f"f: x -> {', '.join(fetches)}"
        return reference, fetches, Program.compile(graph, self.folder, [entry], ["x=Bx6"], name)

    def compare(self, functions, name, sizes):
        reference, fetches, program = self.compile(functions, name)
        for size in sizes:
            feeds = {"x": np.arange(size * 6, dtype=np.float32).reshape(size, 6) + 1}
            expected = reference.run([f"{fetch}:0" for fetch in fetches], feeds)
            actual = program.run("f", feeds, fetches)
            for fetch, value in zip(fetches, expected):
                with self.subTest(fetch=fetch, size=size):
                    self.assertEqual(actual[fetch].shape, value.shape)
                    np.testing.assert_array_equal(actual[fetch], value)

    def test_constant_surroundings(self):
        self.compare(SLICES, "slices", (0, 1, 2, 3, 4, 5, 9))

    def test_mirrored_surroundings(self):
        self.compare(MIRRORED, "mirrored", (3, 4, 8))

    def test_index_out_of_bounds(self):
        reference, fetches, program = self.compile({"last": lambda x: x[-3]}, "last")
        feeds = {"x": np.ones((2, 6), np.float32)}
        message = "slice index -1 of dimension 0 out of bounds"
        with self.assertRaises(tf.errors.InvalidArgumentError) as theirs:
            reference.run("last_out:0", feeds)
        self.assertIn(message, str(theirs.exception))
        with self.assertRaises(CommandFailed) as ours:
            program.run("f", feeds, fetches)
        self.assertIn(message, ours.exception.errors)
