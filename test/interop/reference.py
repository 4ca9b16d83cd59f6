"""The TensorFlow side: one graph with its Saver in a session of its own, and the tests' common ground."""

import os
import pathlib
import tempfile
import unittest

import numpy as np
import tensorflow.compat.v1 as tf


def read_checkpoint(prefix):
    """Returns what TensorFlow reads from a checkpoint: arrays by key."""
    reader = tf.train.load_checkpoint(str(prefix))
    return {key: reader.get_tensor(key) for key in reader.get_variable_to_shape_map()}


class Reference:
    """A session over the graph that `build` adds to the default graph; `build` may return its Saver.

    The session computes in one thread, so that it gives the same sums every time.
    """

    def __init__(self, build):
        self.graph = tf.Graph()
        with self.graph.as_default():
            self.saver = build()
            if self.saver is None and tf.global_variables():
                self.saver = tf.train.Saver(max_to_keep=None)
        config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
        self.session = tf.Session(graph=self.graph, config=config)

    @classmethod
    def load_meta_graph(cls, path):
        return cls(lambda: tf.train.import_meta_graph(str(path)))

    @classmethod
    def load_frozen(cls, path):
        graph_def = tf.GraphDef.FromString(pathlib.Path(path).read_bytes())
        return cls(lambda: tf.import_graph_def(graph_def, name=""))

    def write_meta_graph(self, path):
        saver_def = self.saver.as_saver_def() if self.saver else None
        tf.train.export_meta_graph(str(path), graph=self.graph, saver_def=saver_def)
        return path

    def initialize(self):
        with self.graph.as_default():
            self.session.run(tf.global_variables_initializer())

    def save(self, prefix):
        return self.saver.save(self.session, str(prefix), write_meta_graph=False, write_state=False)

    def restore(self, prefix):
        self.saver.restore(self.session, str(prefix))

    def run(self, fetches, feeds=None):
        """Runs the fetches; feeds are given by node name."""
        named = {f"{name}:0": value for name, value in (feeds or {}).items()}
        return self.session.run(fetches, named)

    def close(self):
        self.session.close()


class InteropTest(unittest.TestCase):
    """A test class with one scratch folder, `folder`, for all of its tests."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="vf-interop-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)

    def assertClose(self, actual, expected, tolerance, what):
        """Absolute below 1, relative above."""
        np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance, err_msg=what, strict=True)

    def assertSameBits(self, actual, expected, what):
        actual, expected = np.asarray(actual), np.asarray(expected)
        self.assertEqual(actual.dtype, expected.dtype, what)
        self.assertEqual(actual.shape, expected.shape, what)
        self.assertEqual(actual.tobytes(), expected.tobytes(), what)


def require_fixture(path):
    """Returns the fixture's path. Without the fixtures the test is skipped, or fails if VF_REQUIRE_FIXTURES is 1."""
    folder = os.environ["VF_FIXTURES"]
    if folder:
        return pathlib.Path(folder) / path
    if os.environ.get("VF_REQUIRE_FIXTURES") == "1":
        raise AssertionError(f"no fixtures: set VF_FIXTURES to the folder that holds {path}")
    raise unittest.SkipTest("no fixtures: VF_FIXTURES is not set")
