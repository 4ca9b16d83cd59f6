"""A steady-state step allocates nothing: a thousand steps more cost a process not one allocation more."""

import os
import unittest

import dense_layer
from commands import EXAMPLES, CommandTest, execute

PRELOAD = os.environ["VF_PRELOAD"]


class Allocations(CommandTest):
    def count(self, program, steps, *words):
        report = self.folder / "allocations"
        environment = dict(os.environ, LD_PRELOAD=PRELOAD, VF_ALLOCATION_REPORT=str(report))
        command = [program, "run", "train", "--steps", steps, "--progress=none", *words]
        self.assertSucceeds(execute(command, self.folder, env=environment))
        return int(report.read_text())

    def check(self, example, entry, shapes, *words):
        graph = EXAMPLES / example / "model.meta"
        shape_words = [word for shape in shapes for word in ("--shape", shape)]
        program = self.compile_program(graph, "--entry", entry, *shape_words)
        self.compare(program, 1000, "--restore", graph.with_suffix(""), *words)

    def compare(self, program, steps, *words):
        """`steps` steps more allocate as often as 10 do."""
        for threads in (1, 2):
            with self.subTest(threads=threads):
                few = self.count(program, 10, "--threads", threads, *words)
                many = self.count(program, 10 + steps, "--threads", threads, *words)
                self.assertGreater(few, 0, "nothing was counted")
                self.assertEqual(many, few)

    def test_feeds(self):
        data = EXAMPLES / "linear_regression"
        feeds = ("--feed", f"X={data / 'x.npy'}", "--feed", f"Y={data / 'y.npy'}")
        entry = "train: X, Y -> loss=truediv ; run GradientDescent"
        self.check("linear_regression", entry, ["X=?", "Y=?"], *feeds)

    def test_batches(self):
        data = EXAMPLES / "digits"
        batches = ("--data", f"x={data / 'train_x.npy'}", "--data", f"y={data / 'train_y.npy'}", "--shuffle")
        self.check("digits", "train: x, y -> loss ; run train_op", ["x=Bx64", "y=B"], *batches)

    def test_parallel_loops(self):
        graph = dense_layer.build_graph().write(self.folder / "layer.pbtxt")
        program = self.compile_program(graph, *dense_layer.ENTRY)
        self.compare(program, 100, "--init", *dense_layer.write_feeds(self.folder))


if __name__ == "__main__":
    unittest.main()
