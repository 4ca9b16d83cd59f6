"""Updates happen in place: with a variable of 1 GiB no step needs as much as 64 MiB besides."""

import array
import unittest

from commands import CommandTest, execute, write_npy
from graph_text import GraphText, data_type

ROWS, COLUMNS = 1 << 18, 1 << 10
VARIABLE_BYTES = ROWS * COLUMNS * 4
ALLOWANCE_BYTES = 64 << 20


def build_graph():
    graph = GraphText()
    kind = data_type("float")
    variable = graph.variable("w", ROWS, COLUMNS, value=0.5)
    rate = graph.placeholder("rate", "float")
    decay = graph.node("decay", "Mul", ["w/read", rate], T=kind)
    graph.node("assign_sub", "AssignSub", [variable, decay], T=kind)
    graph.node("train", "ApplyGradientDescent", [variable, rate, decay], T=kind)
    rows = graph.placeholder("rows", "int32", None)
    updates = graph.placeholder("updates", "float", None, COLUMNS)
    graph.node("scatter_add", "ScatterAdd", [variable, rows, updates], T=kind, Tindices=data_type("int32"))
    return graph


class PeakMemory(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.compile_program(
            build_graph().write(cls.folder / "large.pbtxt"),
            *("--entry", "subtract: rate -> ; run assign_sub"),
            *("--entry", "step: rate -> ; run train"),
            *("--entry", "scatter: rows, updates -> ; run scatter_add"),
        )

    def check(self, entry, *feeds):
        words = [word for feed in feeds for word in ("--feed", feed)]
        finished = execute([self.program, "run", entry, "--init", "--steps", 3, *words], self.folder)
        self.assertSucceeds(finished)
        self.assertGreaterEqual(finished.peak_bytes, VARIABLE_BYTES, "the variable itself was never resident")
        self.assertLessEqual(finished.peak_bytes, VARIABLE_BYTES + ALLOWANCE_BYTES)

    def test_assign_sub(self):
        self.check("subtract", "rate=0.25")

    def test_train_step(self):
        self.check("step", "rate=0.25")

    def test_scatter_add(self):
        rows = write_npy(self.folder / "rows.npy", array.array("i", [7, 0, ROWS - 1, 7]), (4,))
        updates = write_npy(self.folder / "updates.npy", array.array("f", [1.0]) * (4 * COLUMNS), (4, COLUMNS))
        self.check("scatter", f"rows={rows}", f"updates={updates}")


if __name__ == "__main__":
    unittest.main()
