"""Bad input gives one clear error and loses nothing: what is asked of the compiler, and what is given to a program."""

import resource
import shutil
import unittest

from commands import EXAMPLES, CommandTest, execute, floats
from graph_text import GraphText

EXAMPLE = EXAMPLES / "linear_regression"
GRAPH = EXAMPLE / "model.meta"
TRAIN = "train: X, Y -> loss=truediv ; run GradientDescent"
PREDICT = "predict: X -> pred"
DATA_FILE = "model.data-00000-of-00001"


def copy_checkpoint(source, target):
    """Copies an example's checkpoint into the folder `target`, made afresh; returns the copy's prefix."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path in (*source.glob("model.data*"), source / "model.index"):
        shutil.copy(path, target)
    return target / "model"


class CompilerInput(CommandTest):
    def test_unknown_tensor_names_the_nearest(self):
        self.assertFails(self.compile(GRAPH, "--entry", "predict: X -> prod", "--shape", "X=?"), "'prod'", "pred")

    def test_unknown_rank_asks_for_a_shape(self):
        self.assertFails(self.compile(GRAPH, "--entry", PREDICT), "'X'", "--shape")

    def test_unsupported_ops_are_listed_together(self):
        graph = GraphText()
        first = graph.node("first", "NoSuchOp", [graph.placeholder("x", "float", None)])
        graph.node("last", "NorThisOne", [graph.node("second", "NoSuchOp", [first])])
        path = graph.write(self.folder / "unsupported.pbtxt")
        self.assertFails(self.compile(path, "--entry", "f: x -> ; run last"), "NoSuchOp", "NorThisOne", "first", "last")

    def test_truncated_graph(self):
        whole = GRAPH.read_bytes()
        for size in (0, 1, len(whole) // 2, len(whole) - 1):
            with self.subTest(size=size):
                path = self.folder / "truncated.meta"
                path.write_bytes(whole[:size])
                self.assertFails(self.compile(path, "--entry", PREDICT, "--shape", "X=?"), "truncated.meta")

    def test_missing_graph(self):
        self.assertFails(self.compile(self.folder / "absent.meta", "--entry", PREDICT), "absent.meta")


class ProgramInput(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shapes = ("--shape", "X=?", "--shape", "Y=?")
        cls.program = cls.compile_program(GRAPH, "--entry", TRAIN, "--entry", PREDICT, *shapes)
        cls.x = floats(cls.folder / "x.npy", 1, 2, 3)
        cls.y = floats(cls.folder / "y.npy", 2, 3, 4)

    def run_entry(self, entry, *words):
        return execute([self.program, "run", entry, *words], self.folder)

    def test_missing_feed(self):
        self.assertFails(self.run_entry("train", "--init", "--feed", f"X={self.x}"), "Y")

    def test_unknown_feed(self):
        self.assertFails(self.run_entry("predict", "--init", "--feed", "Z=1"), "no feed 'Z'", "'X'")

    def test_feed_of_another_type(self):
        labels = EXAMPLES / "digits" / "test_y.npy"
        self.assertFails(self.run_entry("predict", "--init", "--feed", f"X={labels}"), "X", "float", "<i8")

    def test_feed_of_another_rank(self):
        self.assertFails(self.run_entry("predict", "--init", "--feed", "X=[[1, 2], [3, 4]]"), "X")

    def test_file_that_is_no_tensor(self):
        self.assertFails(self.run_entry("predict", "--init", "--feed", f"X=@{GRAPH}"), "model.meta")

    def test_uninitialized_read(self):
        self.assertFails(self.run_entry("predict", "--feed", f"X={self.x}"), "uninitialized", "--init", "--restore")

    def test_missing_checkpoint(self):
        self.assertFails(self.run_entry("predict", "--restore", "absent", "--feed", f"X={self.x}"), "absent")

    def test_checkpoint_of_another_graph(self):
        """Every key that is missing is in one report."""
        other = EXAMPLES / "digits" / "model"
        self.assertFails(self.run_entry("predict", "--restore", other, "--feed", f"X={self.x}"), "Key W", "Key b")

    def test_damaged_checkpoint(self):
        for name in (DATA_FILE, "model.index"):
            whole = (EXAMPLE / name).read_bytes()
            flipped = bytes([whole[0] ^ 1]) + whole[1:]
            for damage, content in (("truncated", whole[:-1]), ("empty", b""), ("flipped", flipped)):
                with self.subTest(file=name, damage=damage):
                    prefix = copy_checkpoint(EXAMPLE, self.folder / "damaged")
                    (prefix.parent / name).write_bytes(content)
                    finished = self.run_entry("predict", "--restore", prefix, "--feed", f"X={self.x}")
                    self.assertFails(finished, name)

    def test_failed_step_saves_nothing(self):
        short = floats(self.folder / "short.npy", 1, 2)
        feeds = ("--feed", f"X={self.x}", "--feed", f"Y={short}")
        finished = self.run_entry("train", "--init", *feeds, "--save", self.folder / "failed")
        self.assertFails(finished, "Incompatible shapes: [3] vs. [2]")
        self.assertEqual(list(self.folder.glob("failed*")), [])


class FullDisk(CommandTest):
    FILE_LIMIT = 4096  # bytes a file may grow to: room for the error's text, not for the checkpoint

    def test_keeps_the_checkpoint_before(self):
        data = EXAMPLES / "digits"
        shapes = ("--shape", "x=Bx64", "--shape", "y=B")
        program = self.compile_program(data / "model.meta", "--entry", "train: x, y -> ; run train_op", *shapes)
        prefix = copy_checkpoint(data, self.folder / "full")
        before = {path.name: path.read_bytes() for path in prefix.parent.iterdir()}
        feeds = ("--feed", f"x={data / 'test_x.npy'}", "--feed", f"y={data / 'test_y.npy'}")
        finished = execute(
            [program, "run", "train", "--restore", prefix, *feeds, "--save", prefix],
            self.folder,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (self.FILE_LIMIT, self.FILE_LIMIT)),
            restore_signals=False,  # SIGXFSZ stays ignored, so that the write fails as on a full disk
        )
        self.assertFails(finished, "full")
        self.assertEqual({path.name: path.read_bytes() for path in prefix.parent.iterdir()}, before)


class Usage(CommandTest):
    """Wrong usage ends with 2 and says how to go on."""

    def test_compiler(self):
        self.assertEqual(self.compile(GRAPH, "--no-such-option").status, 2)

    def test_no_entry_shows_what_the_graph_has(self):
        finished = self.compile(GRAPH)
        self.assertEqual(finished.status, 2, str(finished))
        for name in ("X", "Y", "W", "b"):
            self.assertIn(name, finished.output + finished.errors)

    def test_entry_without_an_arrow(self):
        self.assertEqual(self.compile(GRAPH, "--entry", "predict: X, pred").status, 2)

    def test_program(self):
        program = self.compile_program(GRAPH, "--entry", PREDICT, "--shape", "X=?")
        for words, text in (
            (("--feed", "X"), "expected NAME=VALUE"),
            (("--feed", "X=[1]", "--steps", "0x10"), "--steps: expected a whole number"),
        ):
            with self.subTest(words):
                finished = execute([program, "run", "predict", "--init", *words], self.folder)
                self.assertEqual(finished.status, 2, str(finished))
                self.assertIn(text, finished.errors, str(finished))
                self.assertIn("hint: ", finished.errors, str(finished))


if __name__ == "__main__":
    unittest.main()
