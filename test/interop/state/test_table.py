"""Every op that touches a variable, in every element type that the specification gives it."""

import concurrent.futures
import os

from reference import InteropTest

from . import accesses, optimizers, updates
from .compare import find_difference
from .elements import ELEMENTS
from .graph import Graph
from .matrix import Judgement, Matrix, Outcome
from .sides import run_compiled, run_in_numpy, run_in_tensorflow

ROWS = accesses.ROWS + updates.ROWS + optimizers.ROWS
# What is in the table: a row or a type that falls out of it is noticed.
CELLS = 1726
CELLS_OF_NUMPY = 232


def judge(cell, ours, theirs, refusal):
    """`theirs` are TensorFlow's results by call, or None where it refused."""
    numpys = run_in_numpy(cell) if cell.row.rule else None
    tolerance = cell.tolerance
    for expected, who in ((theirs, "TensorFlow"), (numpys, "NumPy")):
        for call, results in enumerate(expected or []):
            # NumPy is right where TensorFlow is silent, so it has to be right elsewhere.
            if difference := find_difference(ours[call], results, tolerance):
                return Judgement(Outcome.DIFFERS, refusal, f"call {call + 1}, {who}: {difference}")
    if theirs is None and numpys is None:
        return Judgement(Outcome.DIFFERS, refusal, "neither TensorFlow nor NumPy")
    return Judgement(Outcome.AGREES_WITH_NUMPY if refusal else Outcome.AGREES, refusal)


class Table(InteropTest):
    def judge_all(self, element):
        """Returns the cells of the type, each with its judgement."""
        folder = self.folder / element.name
        folder.mkdir()
        graph = Graph(ROWS, element)
        theirs, refusals = run_in_tensorflow(graph)
        ours = run_compiled(graph, folder)
        return [
            (cell, judge(cell, ours[cell.name], theirs.get(cell.name), refusals.get(cell.name, "")))
            for cell in graph.cells
        ]

    def test_every_cell(self):
        matrix = Matrix(ROWS, ELEMENTS)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for cells in pool.map(self.judge_all, ELEMENTS):
                for cell, judgement in cells:
                    matrix.add(cell, judgement)
        print(f"\n{matrix}")
        self.assertEqual(matrix.differences(), [])
        self.assertEqual((len(matrix.cells), matrix.count(Outcome.AGREES_WITH_NUMPY)), (CELLS, CELLS_OF_NUMPY))
