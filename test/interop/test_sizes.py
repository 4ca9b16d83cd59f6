"""Sizes known only when the program runs: one binary serves them all and broadcasts as TensorFlow does."""

import itertools

import numpy as np
import tensorflow.compat.v1 as tf

import examples
from compiled import CommandFailed, Program
from reference import InteropTest, Reference, read_checkpoint

TOLERANCE = 1e-5


def ramp(*shape):
    """Returns an array of unequal values between -1 and 1."""
    size = int(np.prod(shape))
    return np.cos(np.arange(size, dtype=np.float32) * 1.7 + size).reshape(shape)


class LinearRegression(InteropTest):
    """X and Y may have any sizes that broadcast; the gradient then reduces at run time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tf.disable_resource_variables()
        cls.reference = Reference(examples.load("linear_regression").build_graph)
        cls.addClassCleanup(cls.reference.close)
        cls.reference.initialize()
        cls.start = cls.reference.save(cls.folder / "start")
        graph = cls.reference.write_meta_graph(cls.folder / "lr.meta")
        entry = "train: X, Y -> loss=truediv, pred ; run GradientDescent"
        cls.program = Program.compile(graph, cls.folder, [entry], ["X=?", "Y=?"])

    def test_sizes(self):
        for rows, columns in ((1, 1), (2, 2), (7, 7), (64, 64), (5, 1), (1, 5), (0, 0)):
            with self.subTest(X=rows, Y=columns):
                self.check_step({"X": ramp(rows), "Y": ramp(columns) + 1})

    def check_step(self, feeds):
        self.reference.restore(self.start)
        loss, pred, _ = self.reference.run(["truediv:0", "pred:0", "GradientDescent"], feeds)
        expected = read_checkpoint(self.reference.save(self.folder / "expected"))
        saved = self.folder / "actual"
        actual = self.program.run("train", feeds, ["loss", "pred"], options=["--restore", self.start, "--save", saved])
        self.assertClose(actual["loss"], loss, TOLERANCE, "loss")
        self.assertClose(actual["pred"], pred, TOLERANCE, "pred")
        for key, value in read_checkpoint(saved).items():
            self.assertClose(value, expected[key], TOLERANCE, key)

    def test_sizes_that_do_not_broadcast(self):
        feeds = {"X": ramp(2), "Y": ramp(3)}
        saved = self.folder / "never-written"
        with self.assertRaises(tf.errors.InvalidArgumentError) as theirs:
            self.reference.run("GradientDescent", feeds)
        self.assertIn("Incompatible shapes: [2] vs. [3]", str(theirs.exception))
        with self.assertRaises(CommandFailed) as ours:
            self.program.run("train", feeds, options=["--restore", self.start, "--save", saved])
        self.assertEqual(ours.exception.status, 1)
        self.assertIn("Incompatible shapes: [2] vs. [3]", ours.exception.errors)
        self.assertEqual(list(self.folder.glob("never-written*")), [])


class BroadcastSum(InteropTest):
    """[?,10] + [10] + [?,1] + [1,?] and its four gradients: each ? is 1 or N when the program runs."""

    FETCHES = ("total", "loss", "grad_a", "grad_b", "grad_c", "grad_d")

    @staticmethod
    def build():
        shapes = {"a": [None, 10], "b": [10], "c": [None, 1], "d": [1, None]}
        inputs = [tf.placeholder(tf.float32, shape, name=name) for name, shape in shapes.items()]
        a, b, c, d = inputs
        total = tf.identity(a + b + c + d, name="total")
        loss = tf.reduce_sum(tf.square(total), name="loss")
        for name, gradient in zip(shapes, tf.gradients(loss, inputs)):
            tf.identity(gradient, name=f"grad_{name}")

    def test_values_and_gradients(self):
        reference = Reference(self.build)
        self.addCleanup(reference.close)
        graph = reference.write_meta_graph(self.folder / "sum.meta")
        entry = f"sum: a, b, c, d -> {', '.join(self.FETCHES)}"
        program = Program.compile(graph, self.folder, [entry], ["a=?x10", "c=?x1", "d=1x?"])
        for a, c, d in (*itertools.product((1, 3), (1, 3), (1, 10)), (0, 1, 1), (1, 0, 10), (1, 64, 1)):
            feeds = {"a": ramp(a, 10), "b": ramp(10), "c": ramp(c, 1), "d": ramp(1, d)}
            with self.subTest(a=feeds["a"].shape, c=feeds["c"].shape, d=feeds["d"].shape):
                expected = reference.run([f"{name}:0" for name in self.FETCHES], feeds)
                actual = program.run("sum", feeds, self.FETCHES)
                for name, value in zip(self.FETCHES, expected):
                    self.assertClose(actual[name], value, TOLERANCE, name)


class UnknownSizes(InteropTest):
    """Any number of sizes that only the run knows broadcast to one, in whatever order; and so do their gradients."""

    def check(self, build, shapes, runs):
        """`build` gives the value to fetch of placeholders of `shapes`; `runs` are the shapes to feed."""
        names = "abcd"[: len(shapes)]

        def graph():
            inputs = [tf.placeholder(tf.float32, shape, name=name) for name, shape in zip(names, shapes)]
            value = tf.identity(build(*inputs), name="value")
            for name, gradient in zip(names, tf.gradients(tf.reduce_sum(tf.square(value)), inputs)):
                tf.identity(gradient, name=f"grad_{name}")

        reference = Reference(graph)
        self.addCleanup(reference.close)
        fetches = ["value"] + [f"grad_{name}" for name in names]
        written = reference.write_meta_graph(self.folder / "sizes.meta")
        entry = f"f: {', '.join(names)} -> {', '.join(fetches)}"
        program = Program.compile(written, self.folder, [entry], [])
        for shapes_fed in runs:
            with self.subTest(shapes=shapes_fed):
                feeds = {name: ramp(*shape) for name, shape in zip(names, shapes_fed)}
                expected = reference.run([f"{name}:0" for name in fetches], feeds)
                actual = program.run("f", feeds, fetches)
                for name, value in zip(fetches, expected):
                    self.assertClose(actual[name], value, TOLERANCE, name)

    def test_three(self):
        sizes = itertools.product([(1,), (3,)], repeat=3)
        self.check(lambda a, b, c: a + b + c, [[None]] * 3, sizes)

    def test_three_from_the_right(self):
        sizes = [((1,), (3,), (1,)), ((3,), (1,), (3,)), ((0,), (1,), (1,))]
        self.check(lambda a, b, c: a - (b - c), [[None]] * 3, sizes)

    def test_four(self):
        sizes = [((4, 1), (1, 3), (4, 3), (1, 1)), ((1, 1), (1, 3), (1, 1), (4, 1)), ((4, 3),) * 4]
        self.check(lambda a, b, c, d: a * b + c * d, [[None, None]] * 4, sizes)

    def test_weighted_loss(self):
        shapes = [[None, 3], [None, 3], [None, 1]]
        sizes = [((4, 3), (4, 3), (4, 1)), ((1, 3), (4, 3), (1, 1)), ((1, 3), (1, 3), (4, 1))]
        self.check(lambda x, y, w: tf.reduce_mean(w * tf.square(x - y)), shapes, sizes)

    def test_computed_size(self):
        sizes = [((4,), (1,), (6,)), ((1,), (3,), (1,)), ((1,), (1,), (1,))]
        self.check(lambda a, b, c: tf.concat([a, [1.0, 2.0]], 0) + b * c, [[None]] * 3, sizes)


class EmptyAndNarrow(InteropTest):
    """Shapes and values at the edges: no rows, no copies, more classes than an index type can count."""

    @staticmethod
    def build():
        x = tf.placeholder(tf.float32, [None, 2, 3], name="x")
        labels = tf.placeholder(tf.uint8, [None], name="labels")
        tf.reshape(x, [tf.shape(x)[0], -1], name="flat")
        tf.reshape(x[:0], [0, -1], name="none")
        tf.tile(x, [0, 1, 1], name="tiled")
        tf.one_hot(labels, 300, name="classes")

    def test_against_tensorflow(self):
        reference = Reference(self.build)
        self.addCleanup(reference.close)
        fetches = ["flat", "none", "tiled", "classes"]
        graph = reference.write_meta_graph(self.folder / "edges.meta")
        program = Program.compile(graph, self.folder, [f"f: x, labels -> {', '.join(fetches)}"], [])
        for rows in (0, 2):
            feeds = {"x": ramp(rows, 2, 3), "labels": np.array([0, 5, 255], np.uint8)}
            with self.subTest(rows=rows):
                expected = reference.run([f"{name}:0" for name in fetches], feeds)
                actual = program.run("f", feeds, fetches)
                for name, value in zip(fetches, expected):
                    np.testing.assert_array_equal(actual[name], value, name)


class HugeSizes(InteropTest):
    """Feeds without elements may have long axes: no size computed from them wraps around."""

    @staticmethod
    def build():
        x = tf.placeholder(tf.float32, [None, 0], name="x")
        y = tf.placeholder(tf.float32, [None, 0], name="y")
        sums = tf.reduce_sum(x[:, tf.newaxis] + y[tf.newaxis], 2)
        tf.reshape(sums, [-1], name="flat")

    def test_products(self):
        reference = Reference(self.build)
        self.addCleanup(reference.close)
        graph = reference.write_meta_graph(self.folder / "huge.meta")
        program = Program.compile(graph, self.folder, ["f: x, y -> flat"], ["x=Nx0", "y=Mx0"])
        feeds = {"x": np.zeros((3, 0), np.float32), "y": np.zeros((5, 0), np.float32)}
        np.testing.assert_array_equal(program.run("f", feeds, ["flat"])["flat"], np.zeros(15, np.float32))
        for rows, columns, message in (
            (1 << 40, 1 << 40, "no memory for its"),
            (1 << 48, 1, "shape [281474976710656,0]"),
        ):
            feeds = {"x": np.zeros((rows, 0), np.float32), "y": np.zeros((columns, 0), np.float32)}
            # Not compared with TensorFlow: it aborts.
            with self.subTest(rows=rows, columns=columns):
                with self.assertRaises(CommandFailed) as ours:
                    program.run("f", feeds, ["flat"])
                self.assertEqual(ours.exception.status, 1)
                self.assertIn(message, ours.exception.errors)
