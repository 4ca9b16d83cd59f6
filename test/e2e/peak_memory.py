"""Updates happen in place: with variables of 1 GiB no step needs as much as 64 MiB besides them."""

import array
import unittest

from commands import CommandTest, execute, write_npy
from graph_text import GraphText, data_type

ROWS, COLUMNS = 1 << 18, 1 << 10
VARIABLE_BYTES = ROWS * COLUMNS * 4
ALLOWANCE_BYTES = 64 << 20
FLOAT, INDEX = data_type("float"), data_type("int32")

# What optimizers remember of each element, and their other inputs in order; GRADIENT stands for the gradient, which a
# sparse form has the rows of behind it.
GRADIENT = object()
OPTIMIZERS = {
    "GradientDescent": ([], [0.1, GRADIENT]),
    "Momentum": (["accum"], [0.1, GRADIENT, 0.9]),
    "Adagrad": (["accum"], [0.1, GRADIENT]),
    "Adadelta": (["accum", "update"], [0.1, 0.9, 1e-6, GRADIENT]),
    "Adam": (["m", "v"], [0.9, 0.99, 0.1, 0.9, 0.99, 1e-6, GRADIENT]),
    "RMSProp": (["ms", "mom"], [0.1, 0.9, 0.5, 1e-6, GRADIENT]),
    "CenteredRMSProp": (["mg", "ms", "mom"], [0.1, 0.9, 0.5, 1e-2, GRADIENT]),
    "Ftrl": (["accum", "linear"], [GRADIENT, 0.1, 0.01, 0.01, -0.5]),
}
DENSE_ONLY = ("GradientDescent", "Adam")


class Updates:
    """A graph of variables of 1 GiB each and updates of the first, `w`; an entry for each update."""

    def __init__(self, slots=()):
        self.graph = GraphText()
        self.feeds = {}  # the names of what each entry is fed with, by the entry's name
        self.variables = [self.graph.variable(name, ROWS, COLUMNS, value=0.5) for name in ("w", *slots)]
        self.rate = self.graph.placeholder("rate", "float")
        self.decay = self.graph.node("decay", "Mul", ["w/read", self.rate], T=FLOAT)
        self.rows = self.graph.placeholder("rows", "int32", None)
        self.updates = self.graph.placeholder("updates", "float", None, COLUMNS)

    def add(self, name, op, inputs, feeds, **attributes):
        self.graph.node(name, op, inputs, T=FLOAT, **attributes)
        self.feeds[name] = feeds

    def entries(self):
        """The words that name the entries on vf-compile's command line."""
        texts = (f"{name}: {', '.join(feeds)} -> ; run {name}" for name, feeds in self.feeds.items())
        return [word for text in texts for word in ("--entry", text)]

    def add_dense(self, name, op, inputs):
        self.add(name, op, inputs, ["rate"])

    def add_sparse(self, name, op, inputs):
        self.add(name, op, inputs, ["rows", "updates"], Tindices=INDEX)

    def add_optimizer(self, kernel, inputs):
        numbers = {x for x in inputs if x is not GRADIENT}
        scalars = {x: self.graph.constant(f"number_{x}", "float", [x]) for x in sorted(numbers)}
        dense = [self.decay if x is GRADIENT else scalars[x] for x in inputs]
        self.add_dense("dense", f"Apply{kernel}", [*self.variables, *dense])
        if kernel not in DENSE_ONLY:
            sparse = [name for x in inputs for name in ([self.updates, self.rows] if x is GRADIENT else [scalars[x]])]
            self.add_sparse("sparse", f"SparseApply{kernel}", [*self.variables, *sparse])


class PeakMemory(CommandTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        indices = array.array("i", [7, 0, ROWS - 1, 7])
        updates = array.array("f", [1.5]) * (4 * COLUMNS)
        cls.values = {
            "rate": "0.25",
            "rows": write_npy(cls.folder / "rows.npy", indices, (4,)),
            "places": write_npy(cls.folder / "places.npy", indices, (4, 1)),
            "updates": write_npy(cls.folder / "updates.npy", updates, (4, COLUMNS)),
        }
        cls.bad_rows = write_npy(cls.folder / "bad_rows.npy", array.array("i", [7, 0, ROWS, 7]), (4,))

    def call(self, entry, feeds, **others):
        values = {**self.values, **others}
        return " ".join(["run", entry, *(f"--feed {name}={values[name]}" for name in feeds)])

    def check(self, program, state_bytes, entry, feeds):
        lines = ["init", *[self.call(entry, feeds)] * 3]
        if "rows" in feeds:
            lines.insert(2, "-" + self.call(entry, feeds, rows=self.bad_rows))
        self.run_script(program, state_bytes, lines)

    def run_script(self, program, state_bytes, lines):
        script = self.folder / "calls.script"
        script.write_text("".join(f"{line}\n" for line in lines))
        finished = execute([program, "script", script], self.folder)
        self.assertSucceeds(finished)
        self.assertGreaterEqual(finished.peak_bytes, state_bytes, "the variables themselves were never resident")
        self.assertLessEqual(finished.peak_bytes, state_bytes + ALLOWANCE_BYTES)

    def check_all(self, updates):
        """Runs each entry three times, in a process of its own, and with a bad index in between where it takes rows."""
        graph = updates.graph.write(self.folder / "large.pbtxt")
        program = self.compile_program(graph, *updates.entries())
        for entry, feeds in updates.feeds.items():
            with self.subTest(entry):
                self.check(program, VARIABLE_BYTES * len(updates.variables), entry, feeds)

    def test_dense_updates(self):
        updates = Updates()
        for op in ("Assign", "AssignAdd", "AssignSub"):
            updates.add_dense(op, op, ["w", "decay"])
        self.check_all(updates)

    def test_scatters(self):
        updates = Updates()
        for kind in ("Update", "Add", "Sub", "Mul", "Div", "Min", "Max"):
            updates.add_sparse(f"Scatter{kind}", f"Scatter{kind}", ["w", "rows", "updates"])
        self.check_all(updates)

    def test_shards(self):
        """Shards along the axis that is not contiguous are written and read in rows."""
        updates = Updates()
        updates.add_dense("dense", "AssignSub", ["w", "decay"])
        updates.add_sparse("sparse", "ScatterAdd", ["w", "rows", "updates"])
        graph = updates.graph.write(self.folder / "large.pbtxt")
        program = self.compile_program(graph, "--partition", "w=fixed_size(4, axis=1)", *updates.entries())
        calls = [self.call(entry, feeds) for entry, feeds in updates.feeds.items()] * 3
        bad = "-" + self.call("sparse", updates.feeds["sparse"], rows=self.bad_rows)
        prefix = self.folder / "shards"
        self.run_script(program, VARIABLE_BYTES, ["init", *calls, bad, f"save {prefix}", f"restore {prefix}", *calls])
        self.assertEqual((self.folder / "shards.data-00000-of-00001").stat().st_size, VARIABLE_BYTES)

    def test_scatters_of_parts(self):
        updates = Updates()
        places = updates.graph.placeholder("places", "int32", None, 1)
        for kind in ("Update", "Add", "Sub"):
            name = f"ScatterNd{kind}"
            updates.add(name, name, ["w", places, "updates"], ["places", "updates"], Tindices=INDEX)
        self.check_all(updates)

    def test_optimizers(self):
        for kernel, (slots, inputs) in OPTIMIZERS.items():
            with self.subTest(kernel):
                updates = Updates(slots)
                updates.add_optimizer(kernel, inputs)
                self.check_all(updates)


if __name__ == "__main__":
    unittest.main()
