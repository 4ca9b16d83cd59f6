"""Temporary variables live in one call."""

import numpy as np
import tensorflow.compat.v1 as tf
from tensorflow.python.ops import gen_state_ops

from compiled import CommandFailed, Program
from reference import InteropTest, Reference


def temporary(name, **attributes):
    return gen_state_ops.temporary_variable(shape=[3], dtype=tf.float32, name=name, **attributes)


def destroy(ref, var_name, name):
    return gen_state_ops.destroy_temporary_variable(ref, var_name=var_name, name=name)


class TemporaryVariables(InteropTest):
    def compile(self, build, *entries):
        reference = Reference(build)
        self.addCleanup(reference.close)
        meta = reference.write_meta_graph(self.folder / "temporary.meta")
        return reference, Program.compile(meta, self.folder, entries)

    def test_calls(self):
        """Assigned, updated whole and in parts, and destroyed; nothing of it reaches the next call."""

        def graph():
            x = tf.placeholder(tf.float32, [3], name="x")
            w = tf.Variable(np.float32([1, 2, 4]), name="w", use_resource=False)
            start = tf.assign(temporary("t", var_name="sum"), x)
            added = tf.assign_add(start, [1.0, 2.0, 3.0])
            scattered = tf.scatter_add(added, [0, 2, 0], [10.0, 20.0, 30.0])
            destroy(scattered, "sum", "last")
            # Without a name of its own it has the node's; its value may be a variable's, which stays as it is.
            copied = tf.assign(temporary("u"), w)
            destroy(tf.scatter_sub(copied, [1], [0.5]), "u", "parts")
            tf.identity(tf.assign_add(w, x), name="step")

        reference, program = self.compile(graph, "last: x -> last", "parts: -> parts", "step: x -> step")
        reference.initialize()
        lines, expected = ["init"], []
        for call in range(3):
            value = np.float32([call, 1, -call])
            feed = "--feed x=" + str(value.tolist()).replace(" ", "")
            for entry, feeds in (("last", {"x": value}), ("parts", {}), ("step", {"x": value})):
                expected.append(reference.run(f"{entry}:0", feeds))
                lines.append(f"run {entry} {feed if feeds else ''} --print {entry}")
        printed = [line.split(" = ")[1].strip("[]") for line in program.script(lines).splitlines()]
        for number, (ours, theirs) in enumerate(zip(printed, expected, strict=True)):
            np.testing.assert_array_equal(np.fromstring(ours, np.float32, sep=","), theirs, f"call {number + 1}")

    def test_no_state(self):
        """Neither the program nor its checkpoints know of it."""

        def graph():
            tf.Variable(np.float32(1), name="w", use_resource=False)
            destroy(tf.assign(temporary("t"), [1.0, 2.0, 3.0]), "t", "last")

        _, program = self.compile(graph, "last: -> last")
        prefix = self.folder / "saved"
        program.script(["init", "run last", f"save {prefix}"])
        self.assertEqual([name for name, _ in tf.train.list_variables(str(prefix))], ["w"])

    def test_another_name(self):
        """TensorFlow finds no such variable at run time; here the compile says so."""

        def graph():
            destroy(tf.assign(temporary("t", var_name="one"), [1.0, 2.0, 3.0]), "other", "last")

        reference = Reference(graph)
        self.addCleanup(reference.close)
        with self.assertRaises(tf.errors.NotFoundError):
            reference.run("last:0")
        meta = reference.write_meta_graph(self.folder / "name.meta")
        with self.assertRaises(CommandFailed) as caught:
            Program.compile(meta, self.folder, ["last: -> last"])
        self.assertIn("node 'last' (DestroyTemporaryVariable): expected var_name 'one'", caught.exception.errors)
