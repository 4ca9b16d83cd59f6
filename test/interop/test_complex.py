"""Complex numbers: what compiled programs compute from them is what TensorFlow does."""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program
from reference import InteropTest, Reference

TOLERANCE = {"complex64": 1e-6, "complex128": 1e-14}
SIZE = 17


def numbers(name, seed):
    parts = np.random.default_rng(seed).uniform(-2, 2, (2, SIZE))
    return (parts[0] + 1j * parts[1]).astype(name)


def values(x, y):
    """Adds one node per op that takes complex numbers."""
    rows, pairs = tf.reshape(x[:16], [4, 4]), tf.reshape(y[:16], [4, 4])
    return {
        "sum": x + y,
        "difference": x - y,
        "product": x * y,
        "quotient": x / y,
        "negative": -x,
        "square": tf.square(x),
        "root": tf.sqrt(x),
        "reciprocal_root": tf.math.rsqrt(x),
        "squared_difference": tf.squared_difference(x, y),
        "total": tf.add_n([x, y, x]),
        "conjugate": tf.math.conj(x),
        "real": tf.math.real(x),
        "imaginary": tf.math.imag(x),
        "magnitude": tf.abs(x),
        "from_parts": tf.complex(tf.math.imag(x), tf.math.real(y)),
        "equal": tf.equal(x, tf.concat([y[:8], x[8:]], 0)),
        "not_equal": tf.not_equal(x, tf.concat([y[:8], x[8:]], 0)),
        "chosen": tf.where(tf.math.real(x) > 0, x, y),
        "reduced_sum": tf.reduce_sum(rows, 0),
        "reduced_prod": tf.reduce_prod(rows, 1),
        "reduced_mean": tf.reduce_mean(rows),
        "matrix_product": tf.matmul(rows, pairs, transpose_b=True),
        "transposed": tf.transpose(rows),
        "padded": tf.pad(rows, [[1, 0], [0, 2]]),
        "strided": rows[::2, 1:],
        "gathered": tf.gather(rows, [3, 0, 3]),
        "tiled": tf.tile(rows, [1, 2]),
        "to_real": tf.cast(x, tf.float32),
        "to_truth": tf.cast(x, tf.bool),
        "to_other": tf.cast(x, tf.complex64 if x.dtype == tf.complex128 else tf.complex128),
        "from_integer": tf.cast(tf.cast(tf.math.real(x), tf.int32), x.dtype),
        "filled": tf.fill([3], x[0]) * tf.ones_like(x[:3]),
    }


class Values(InteropTest):
    def compare(self, name, actual, expected):
        self.assertEqual(sorted(actual), sorted(expected))
        for key, value in expected.items():
            with self.subTest(f"{name} {key}"):
                self.assertClose(actual[key], value, TOLERANCE[name], key)

    def reference(self, build):
        reference = Reference(build)
        self.addCleanup(reference.close)
        return reference

    def test_every_op(self):
        for name in TOLERANCE:
            nodes = {}

            def build(name=name, nodes=nodes):
                x, y = (tf.placeholder(name, [SIZE], key) for key in "xy")
                nodes.update(values(x, y))

            reference = self.reference(build)
            graph = reference.write_meta_graph(self.folder / f"{name}.meta")
            fetches = ", ".join(f"{key}={node.name}" for key, node in nodes.items())
            program = Program.compile(graph, self.folder, [f"f: x, y -> {fetches}"], name=name)
            feeds = {"x": numbers(name, 1), "y": numbers(name, 2)}
            actual = program.run("f", feeds=feeds, fetches=list(nodes))
            self.compare(name, actual, reference.run(nodes, feeds))

    def test_division_by_zero_is_no_error(self):
        """TensorFlow divides short tensors one by one, as C99 does, and long ones by vectors, whose 1 / 0 is NaN."""
        for name in TOLERANCE:

            def build(name=name):
                x, y = (tf.placeholder(name, [1], key) for key in "xy")
                tf.divide(x, y, name="z")

            reference = self.reference(build)
            graph = reference.write_meta_graph(self.folder / f"{name}-zero.meta")
            program = Program.compile(graph, self.folder, ["f: x, y -> z"], name=f"{name}-zero")
            for x in (1 + 2j, 1 - 2j, -1j, 0):
                feeds = {"x": np.array([x], name), "y": np.array([0], name)}
                with self.subTest(f"{name} {x}"):
                    np.testing.assert_array_equal(program.run("f", feeds, ["z"])["z"], reference.run("z:0", feeds))
