"""Values at which a plain formula goes wrong: our programs give TensorFlow's."""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program
from reference import InteropTest, Reference

# Tiny, ordinary, huge and not finite.
POINTS = [1e-8, 1e-5, -1e-6, -12, 0, -0.5, 3, 80, -1, 1e30, 100, -np.inf, np.inf, np.nan]


class Numerics(InteropTest):
    def compare(self, name, build, tolerance=1e-6, **feeds):
        """Compares `build` of placeholders like `feeds`, whose shapes and types they have."""

        def graph():
            inputs = [tf.placeholder(value.dtype, value.shape, name=feed) for feed, value in feeds.items()]
            tf.identity(build(*inputs), name="result")

        reference = Reference(graph)
        self.addCleanup(reference.close)
        path = self.folder / "graph.pb"
        path.write_bytes(reference.graph.as_graph_def().SerializeToString())
        program = Program.compile(path, self.folder, [f"f: {', '.join(feeds)} -> result"])
        with self.subTest(name, dtypes=[str(value.dtype) for value in feeds.values()]):
            actual = program.run("f", feeds, ["result"])["result"]
            expected = reference.run("result:0", feeds)
            np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=0, strict=True)

    def test_near_zero(self):
        for dtype in (np.float32, np.float64):
            x = np.array(POINTS, dtype)
            self.compare("log1p", tf.log1p, x=x)
            self.compare("expm1", tf.expm1, x=x)
            self.compare("softplus", tf.nn.softplus, x=x)

    def test_mean_of_integers(self):
        """The sum of a row does not fit the type."""
        for dtype in (np.uint8, np.int8, np.int16, np.int32, np.int64):
            x = np.array([[100, 120, 127, 90], [1, 2, 100, 7]], dtype)
            self.compare("mean", lambda x: tf.reduce_mean(x, axis=1), x=x)
        x = np.array([-7, 2, 2**30, 2**30, 2**30], np.int32)
        self.compare("mean", tf.reduce_mean, x=x)
        self.compare("mean", tf.reduce_mean, x=x[:2])

    def test_rounded_division(self):
        a = np.array([1.5, 7, -7, 1, 5, -7], np.float32)
        b = np.array([2.5, 2, 2, 3, 0, -0.7], np.float32)
        self.compare("truncate_div", tf.truncatediv, a=a, b=b)
        for dtype in (np.float16, np.float32):
            self.compare("floor_div", tf.floordiv, a=a.astype(dtype), b=b.astype(dtype))

    def test_gradients_that_are_not_finite(self):
        """They stay visible where the unit is off."""
        gradients = np.array([np.inf, np.nan, 1, 2, -1], np.float32)
        features = np.array([-1, 0, 3, 7, -2], np.float32)
        for kernel in (tf.raw_ops.ReluGrad, tf.raw_ops.Relu6Grad):
            build = lambda g, f, kernel=kernel: kernel(gradients=g, features=f)
            self.compare(kernel.__name__, build, g=gradients, f=features)

    def test_without_elements(self):
        rows = np.zeros((3, 0), np.float32)
        self.compare("sum", lambda x: tf.reduce_sum(x, 1), x=rows)
        self.compare("softmax", tf.nn.softmax, x=rows)
        self.compare("matmul", tf.matmul, x=rows, w=np.zeros((0, 4), np.float32))
        self.compare("transpose", tf.transpose, x=rows.T)
