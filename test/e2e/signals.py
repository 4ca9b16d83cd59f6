"""No input and no reader ends a program by a signal: integer division, a closed pipe, a shrinking checkpoint."""

import array
import os
import subprocess
import tempfile
import threading
import time
import unittest

from commands import EXAMPLES, CommandTest, execute, write_npy
from graph_text import GraphText, data_type

INT_MIN = -(1 << 31)
LARGE = 1 << 22


class IntegerDivision(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        graph = GraphText()
        inputs = [graph.placeholder("a", "int32", None), graph.placeholder("b", "int32", None)]
        for op in ("FloorDiv", "FloorMod"):
            graph.node(op, op, inputs, T=data_type("int32"))
        path = graph.write(cls.folder / "division.pbtxt")
        entries = ("--entry", "FloorDiv: a, b -> FloorDiv", "--entry", "FloorMod: a, b -> FloorMod")
        cls.program = cls.compile_program(path, *entries)

    def divide(self, op, dividend, divisor):
        a = write_npy(self.folder / "a.npy", array.array("i", [6, dividend]), (2,))
        b = write_npy(self.folder / "b.npy", array.array("i", [3, divisor]), (2,))
        return execute([self.program, "run", op, "--feed", f"a={a}", "--feed", f"b={b}", "--print", op], self.folder)

    def test_by_zero(self):
        for op in ("FloorDiv", "FloorMod"):
            with self.subTest(op):
                self.assertFails(self.divide(op, 1, 0), op, "division by zero")

    def test_nothing_divided(self):
        """Without a dividend nothing is divided by the zero."""
        a = write_npy(self.folder / "a.npy", array.array("i"), (0,))
        b = write_npy(self.folder / "b.npy", array.array("i", [0]), (1,))
        for op in ("FloorDiv", "FloorMod"):
            with self.subTest(op):
                words = ["run", op, "--feed", f"a={a}", "--feed", f"b={b}", "--print", op]
                finished = execute([self.program, *words], self.folder)
                self.assertSucceeds(finished)
                self.assertEqual(finished.output, f"{op} = []\n")

    def test_overflow(self):
        """The quotient has no int32: it wraps, the remainder is 0."""
        for op, values in (("FloorDiv", [2, INT_MIN]), ("FloorMod", [0, 0])):
            with self.subTest(op):
                finished = self.divide(op, INT_MIN, -1)
                self.assertSucceeds(finished)
                self.assertEqual(finished.output, f"{op} = {values}\n")


class TooLarge(CommandTest):
    """Two empty feeds whose product has 2^64 bytes: more than a number of bytes can say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        graph = GraphText()
        inputs = [graph.placeholder("a", "float", None, None), graph.placeholder("b", "float", None, None)]
        graph.node("product", "MatMul", inputs, T=data_type("float"))
        axes = graph.constant("axes", "int32", [0, 1], 2)
        graph.node("sum", "Sum", ["product", axes], T=data_type("float"), Tidx=data_type("int32"))
        path = graph.write(cls.folder / "product.pbtxt")
        cls.program = cls.compile_program(path, "--entry", "fetch: a, b -> product", "--entry", "reduce: a, b -> sum")

    def test_is_refused(self):
        a = write_npy(self.folder / "a.npy", array.array("f"), (1 << 31, 0))
        b = write_npy(self.folder / "b.npy", array.array("f"), (0, 1 << 31))
        for entry in ("fetch", "reduce"):
            with self.subTest(entry):
                run = execute([self.program, "run", entry, "--feed", f"a={a}", "--feed", f"b={b}"], self.folder)
                self.assertFails(run, "no memory")


class ClosedPipe(CommandTest):
    def test_reader_that_goes_away(self):
        data = EXAMPLES / "linear_regression"
        program = self.compile_program(
            data / "model.meta",
            *("--entry", "train: X, Y -> loss=truediv ; run GradientDescent", "--shape", "X=?", "--shape", "Y=?"),
        )
        feeds = ["--feed", f"X={data / 'x.npy'}", "--feed", f"Y={data / 'y.npy'}"]
        command = [program, "run", "train", "--init", *feeds, "--steps", 100000, "--print", "loss", "--print-every", 1]
        with tempfile.TemporaryFile("w+") as errors, subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=errors, cwd=self.folder, text=True
        ) as process:
            self.assertRegex(process.stdout.readline(), r"^step 1: loss = [0-9.]+$")
            process.stdout.close()
            self.assertEqual(process.wait(timeout=120), 1)
            errors.seek(0)
            self.assertIn("error: cannot write to standard output: Broken pipe\n", errors.read())


class ShrinkingCheckpoint(CommandTest):
    """The data file loses its end while the program reads it: an error or, if the program was faster, success."""

    def test_truncated_while_read(self):
        graph = GraphText()
        graph.variable("w", LARGE, value=1.0)
        program = self.compile_program(graph.write(self.folder / "large.pbtxt"), "--entry", "read: -> w/read")
        saved = self.folder / "large"
        self.assertSucceeds(execute([program, "run", "read", "--init", "--save", saved], self.folder))
        data = self.folder / "large.data-00000-of-00001"
        whole = data.read_bytes()
        for milliseconds in range(0, 40, 2):
            data.write_bytes(whole)
            cut = threading.Thread(target=lambda: (time.sleep(milliseconds / 1000), os.truncate(data, 4096)))
            cut.start()
            finished = execute([program, "run", "read", "--restore", saved], self.folder)
            cut.join()
            if finished.status != 0:
                self.assertFails(finished, f"'{data}' is too short")


if __name__ == "__main__":
    unittest.main()
