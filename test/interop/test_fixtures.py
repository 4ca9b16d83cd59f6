"""Graphs that other people made with TensorFlow: our programs give TensorFlow's outputs, to 1e-5."""

import numpy as np

from compiled import Program
from reference import InteropTest, Reference, read_checkpoint, require_fixture

TOLERANCE = 1e-5


class LinearRegressionFixture(InteropTest):
    def setUp(self):
        self.checkpoint = require_fixture("linear_regression/checkpoint/model")
        self.meta_graph = self.checkpoint.with_suffix(".meta")
        self.reference = Reference.load_meta_graph(self.meta_graph)
        self.addCleanup(self.reference.close)
        self.reference.restore(self.checkpoint)

    def test_predicts(self):
        program = Program.compile(self.meta_graph, self.folder, ["predict: X -> pred"], ["X=?"])
        x = np.linspace(-3, 3, 17, dtype=np.float32)
        actual = program.run("predict", {"X": x}, ["pred"], options=["--restore", self.checkpoint])
        self.assertClose(actual["pred"], self.reference.run("pred:0", {"X": x}), TOLERANCE, "pred")

    def test_trains(self):
        entry = "train: X, Y -> loss=truediv ; run GradientDescent"
        program = Program.compile(self.meta_graph, self.folder, [entry], ["X=?", "Y=?"])
        feeds = {"X": np.linspace(1, 10, 17, dtype=np.float32), "Y": np.linspace(1, 3, 17, dtype=np.float32)}
        saved = self.folder / "trained"
        program.run("train", feeds, options=["--restore", self.checkpoint, "--steps", 100, "--save", saved])
        for _ in range(100):
            self.reference.run("GradientDescent", feeds)
        expected = read_checkpoint(self.reference.save(self.folder / "reference"))
        actual = read_checkpoint(saved)
        self.assertEqual(actual.keys(), expected.keys())
        for key, value in expected.items():
            self.assertClose(actual[key], value, TOLERANCE, key)

    def test_frozen_graph(self):
        frozen = require_fixture("linear_regression/frozen/frozen.pb")
        reference = Reference.load_frozen(frozen)
        self.addCleanup(reference.close)
        program = Program.compile(frozen, self.folder, ["predict: X -> pred"], ["X=?x?"])
        x = np.arange(12, dtype=np.float32).reshape(3, 4)
        actual = program.run("predict", {"X": x}, ["pred"])
        self.assertClose(actual["pred"], reference.run("pred:0", {"X": x}), TOLERANCE, "pred")


class FullyConnectedFixture(InteropTest):
    def test_output(self):
        frozen = require_fixture("fc_layers/frozen.pb")
        reference = Reference.load_frozen(frozen)
        self.addCleanup(reference.close)
        program = Program.compile(frozen, self.folder, ["predict: X -> output"], ["X=?x784"])
        for rows in (1, 3, 64):
            x = np.random.RandomState(rows).uniform(0, 1, (rows, 784)).astype(np.float32)
            actual = program.run("predict", {"X": x}, ["output"])
            expected = reference.run("output:0", {"X": x})
            self.assertClose(actual["output"], expected, TOLERANCE, f"{rows} rows")


