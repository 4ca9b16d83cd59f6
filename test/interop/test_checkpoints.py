"""Checkpoints cross over in both directions, bit for bit, in every numeric type and bool."""

import ml_dtypes
import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program
from reference import InteropTest, Reference

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS = ("float16", "bfloat16", "float32", "float64")
COMPLEX = ("complex64", "complex128")
# The storage of the quantized types that TensorFlow can assign (qint16 it cannot).
QUANTIZED = {"qint8": "int8", "quint8": "uint8", "quint16": "uint16", "qint32": "int32"}


def edge_values(name):
    """Returns a [2,4] array of the type's extremes; for floats also infinities, a NaN, both zeros and a subnormal.

    Quantized numbers come as their storage.
    """
    if name == "bool":
        return np.array([[True, False, True, True], [False] * 4])
    if name in QUANTIZED:
        return edge_values(QUANTIZED[name])
    dtype = tf.as_dtype(name).as_numpy_dtype
    if name in INTEGERS:
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        return np.array([[low, high, 0, 1], [2, 3, low + 1, high - 1]], dtype)
    if name in COMPLEX:
        value = np.zeros((2, 4), dtype)
        value.real = edge_values(value.real.dtype.name)
        value.imag = value.real[::-1, ::-1]
        return value
    info = ml_dtypes.finfo(dtype)
    edges = [info.max, info.min, np.inf, -np.inf, np.nan, 0.0, -0.0, info.smallest_subnormal]
    return np.array(edges, dtype).reshape(2, 4)


def as_elements(name, value):
    """Returns the array as TensorFlow takes it: quantized numbers in the type it has for them."""
    return value.view(tf.as_dtype(name).as_numpy_dtype)


class AllTypes(InteropTest):
    """One variable of each type, all read by one entry."""

    VALUES = {name: edge_values(name) for name in (*FLOATS, *INTEGERS, "bool", *COMPLEX, *QUANTIZED)}

    @classmethod
    def build(cls):
        for name, value in cls.VALUES.items():
            zeros = as_elements(name, np.zeros_like(value))
            tf.get_variable(f"v_{name}", initializer=tf.constant(zeros, tf.as_dtype(name)))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tf.disable_resource_variables()
        cls.reference = Reference(cls.build)
        cls.addClassCleanup(cls.reference.close)
        graph = cls.reference.write_meta_graph(cls.folder / "types.meta")
        with cls.reference.graph.as_default():
            for variable in tf.global_variables():
                name = variable.op.name.removeprefix("v_")
                variable.load(as_elements(name, cls.VALUES[name]), cls.reference.session)
        cls.written = cls.reference.save(cls.folder / "written-by-tensorflow")
        fetches = ", ".join(f"v_{name}" for name in cls.VALUES)
        cls.program = Program.compile(graph, cls.folder, [f"read: -> {fetches}"])

    def test_restores_what_tensorflow_saved(self):
        names = [f"v_{name}" for name in self.VALUES]
        restored = self.program.run("read", fetches=names, options=["--restore", self.written])
        for name, value in self.VALUES.items():
            with self.subTest(name):
                expected = value.view(np.uint16) if name == "bfloat16" else value
                self.assertSameBits(restored[f"v_{name}"], expected, name)

    def test_tensorflow_restores_what_we_saved(self):
        saved = self.folder / "written-by-the-program"
        self.program.run("read", options=["--restore", self.written, "--save", saved])
        self.reference.initialize()
        self.reference.restore(saved)
        for name, value in self.VALUES.items():
            with self.subTest(name):
                self.assertSameBits(self.reference.run(f"v_{name}:0"), value, name)

    def test_files_are_tensorflows_files(self):
        saved = self.folder / "same-files"
        self.program.run("read", options=["--restore", self.written, "--save", saved])
        for suffix in (".index", ".data-00000-of-00001"):
            with self.subTest(suffix):
                expected = (self.folder / f"written-by-tensorflow{suffix}").read_bytes()
                self.assertEqual((self.folder / f"same-files{suffix}").read_bytes(), expected)

    def test_keys_and_no_others(self):
        saved = self.folder / "keys"
        self.program.run("read", options=["--init", "--save", saved])
        written = tf.train.load_checkpoint(str(saved)).get_variable_to_shape_map()
        self.assertEqual(sorted(written), sorted(f"v_{name}" for name in self.VALUES))
