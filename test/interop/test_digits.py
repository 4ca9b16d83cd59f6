"""Training the digits networks: TensorFlow and the compiled program take the same steps.

Each step starts from TensorFlow's own checkpoint of that step, because long free runs of deep networks and of Adam are
chaotic: a difference in the last bit grows. Plain gradient descent is also followed freely.
"""

import examples
from compiled import Program
from reference import InteropTest, Reference, read_checkpoint

STEPS = 50
FREE_STEPS = 200
BATCH = 32
STEP_TOLERANCE = 1e-5
CURVE_TOLERANCE = 1e-4

digits = examples.load("digits")


class Digits:
    """What every network's test does; the classes below say which network."""

    LAYERS, OPTIMIZER, RESOURCE = None, None, None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = digits.load_data()
        cls.reference = Reference(
            lambda: digits.build_graph(cls.LAYERS, optimizer=cls.OPTIMIZER, resource=cls.RESOURCE)
        )
        cls.addClassCleanup(cls.reference.close)
        # The session's first initialization: each random node is at the start of its stream.
        cls.reference.initialize()
        cls.initial = cls.reference.save(cls.folder / "initial")
        graph = cls.reference.write_meta_graph(cls.folder / "digits.meta")
        entries = ["train: x, y -> loss ; run train_op", "predict: x -> pred"]
        cls.program = Program.compile(graph, cls.folder, entries, ["x=Bx64", "y=B"])

    def rows(self, first):
        last = first + BATCH
        return {"x": self.data["train_x"][first:last], "y": self.data["train_y"][first:last]}

    def test_each_step(self):
        self.reference.restore(self.initial)
        before = self.initial
        for step in range(STEPS):
            feeds = self.rows(step * BATCH % (len(self.data["train_x"]) - BATCH))
            loss, _ = self.reference.run(["loss:0", "train_op"], feeds)
            after = self.reference.save(self.folder / f"step-{step + 1}")
            with self.subTest(step=step):
                self.check_step(before, after, feeds, loss)
            before = after

    def check_step(self, before, after, feeds, loss):
        saved = self.folder / "ours"
        options = ["--restore", before, "--steps", 1, "--save", saved]
        fetched = self.program.run("train", feeds, ["loss"], options=options)
        self.assertClose(fetched["loss"], loss, STEP_TOLERANCE, "loss")
        expected, actual = read_checkpoint(after), read_checkpoint(saved)
        self.assertEqual(actual.keys(), expected.keys())
        for key, value in expected.items():
            self.assertClose(actual[key], value, STEP_TOLERANCE, key)

    def test_initial_values(self):
        expected = read_checkpoint(self.initial)
        saved = self.folder / "our-initial"
        self.program.run("predict", {"x": self.data["test_x"]}, options=["--init", "--save", saved])
        actual = read_checkpoint(saved)
        self.assertEqual(actual.keys(), expected.keys())
        for key, value in expected.items():
            self.assertClose(actual[key], value, 1e-6, key)


class GradientDescentRef(Digits, InteropTest):
    LAYERS, OPTIMIZER, RESOURCE = (64, 64, 10), "gradient_descent", False

    def test_free_run(self):
        """Batches in the order of the data, the last of an epoch smaller, starting over at its end."""
        rows = len(self.data["train_x"])
        starts = [start for _ in range(FREE_STEPS) for start in range(0, rows, BATCH)][:FREE_STEPS]
        self.reference.restore(self.initial)
        data = {"x": self.data["train_x"], "y": self.data["train_y"]}
        options = ["--restore", self.initial, "--batch", BATCH, "--steps", FREE_STEPS]
        actual = self.program.run("train", data=data, fetches=["loss"], options=options)["loss"]
        self.assertEqual(actual.shape, (FREE_STEPS,))
        for step, first in enumerate(starts):
            expected, _ = self.reference.run(["loss:0", "train_op"], self.rows(first))
            self.assertLessEqual(abs(actual[step] - expected), CURVE_TOLERANCE * expected, f"step {step}")


class GradientDescentResource(Digits, InteropTest):
    LAYERS, OPTIMIZER, RESOURCE = (64, 64, 10), "gradient_descent", True


class AdamRef(Digits, InteropTest):
    LAYERS, OPTIMIZER, RESOURCE = (64, 32, 32, 10), "adam", False


class AdamResource(Digits, InteropTest):
    LAYERS, OPTIMIZER, RESOURCE = (64, 32, 32, 10), "adam", True


class MomentumRef(Digits, InteropTest):
    LAYERS, OPTIMIZER, RESOURCE = (64, 10), "momentum", False


class MomentumResource(Digits, InteropTest):
    LAYERS, OPTIMIZER, RESOURCE = (64, 10), "momentum", True
