"""Quantized variables of 16 bits compute on their storage, and wrap: NumPy decides.

TensorFlow can not even initialize all of them. The other quantized types are in the table in `state`.
"""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program
from reference import InteropTest, Reference

STORAGE = {"qint16": np.int16, "quint16": np.uint16}
UPDATES = ("assign", "assign_add", "assign_sub", "scatter_update", "scatter_add")


class Updates(InteropTest):
    def build(self, name, start):
        kind = tf.as_dtype(name)
        delta = tf.placeholder(kind, start.shape, "delta")
        for update in UPDATES:
            value = tf.constant(start.view(kind.as_numpy_dtype), kind)
            variable = tf.Variable(value, name=f"v_{update}", use_resource=False)
            arguments = ([3, 0], delta[1:3]) if update.startswith("scatter") else (delta,)
            tf.identity(getattr(tf, update)(variable, *arguments), name=f"r_{update}")

    def expect(self, state, delta):
        """Updates the arrays in place."""
        state["assign"][:] = delta
        state["assign_add"] += delta
        state["assign_sub"] -= delta
        state["scatter_update"][[3, 0]] = delta[1:3]
        state["scatter_add"][[3, 0]] += delta[1:3]

    def test_three_calls_of_every_update(self):
        for name, storage in STORAGE.items():
            limits = np.iinfo(storage)
            start = np.array([limits.max, limits.min, 1, 0], storage)
            delta = np.array([1, 3, limits.max, limits.min], storage)
            reference = Reference(lambda name=name, start=start: self.build(name, start))
            self.addCleanup(reference.close)
            graph = reference.write_meta_graph(self.folder / f"{name}.meta")
            state = {update: start.copy() for update in UPDATES}
            fetches = ", ".join(f"{update}=r_{update}" for update in UPDATES)
            program = Program.compile(graph, self.folder, [f"f: delta -> {fetches}"], name=name)
            source = ["--init"]
            for call in range(3):
                saved = self.folder / f"{name}-{call}"
                actual = program.run("f", {"delta": delta}, list(state), options=[*source, "--save", saved])
                self.expect(state, delta)
                for update, value in state.items():
                    with self.subTest(f"{name} {update}", call=call):
                        self.assertSameBits(actual[update], value, update)
                source = ["--restore", saved]
