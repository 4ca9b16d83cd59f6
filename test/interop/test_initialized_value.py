"""initialized_value(): what it is in graphs of both vocabularies, in initializers and in steps."""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program
from reference import InteropTest, Reference


class InitializedValue(InteropTest):
    def compile(self, build, *entries):
        tf.disable_control_flow_v2()
        self.addCleanup(tf.enable_control_flow_v2)
        reference = Reference(build)
        self.addCleanup(reference.close)
        meta = reference.write_meta_graph(self.folder / "graph.meta")
        return reference, Program.compile(meta, self.folder, entries)

    def values(self, program, *lines):
        """The values that a script prints, as arrays."""
        out = program.script(lines)
        return [np.fromstring(line.split(" = ")[1].strip("[]"), np.float32, sep=",") for line in out.splitlines()]

    def assertSameRuns(self, reference, program, *runs):
        """Runs the fetches one after the other on both sides, each from the state that the one before left."""
        expected = [reference.run(f"{fetch}:0") for fetch in runs]
        actual = self.values(program, *(f"run {fetch} --print {fetch}" for fetch in runs))
        for number, (ours, theirs) in enumerate(zip(actual, expected, strict=True)):
            np.testing.assert_array_equal(ours, np.ravel(theirs), f"{runs[number]}, call {number + 1}")

    def test_variables_from_variables(self):
        """A chain, declared in order: sources are initialized first, and their random values drawn once."""

        def graph():
            w = tf.Variable(tf.random.uniform([3], seed=1), name="w", use_resource=False)
            v = tf.Variable(w.initialized_value() * 2.0, name="v", use_resource=False)
            tf.Variable(v.initialized_value() + w.initialized_value(), name="u", use_resource=False)
            tf.Variable(v * 0.5, name="t", use_resource=False)

        reference, program = self.compile(graph, "all: -> w, v, u, t")
        w, v, u, t = self.values(program, "init", "run all --print w --print v --print u --print t")
        np.testing.assert_array_equal(v, w * 2)
        np.testing.assert_array_equal(u, v + w)
        np.testing.assert_array_equal(t, w)
        reference.initialize()
        np.testing.assert_array_equal(w, reference.run("w:0"))

    def conditional(self, is_resource):
        """As TensorFlow 1.12 writes it for resources, and any version for references."""

        def graph():
            w = tf.Variable(tf.random.uniform([3], seed=1), name="w", use_resource=is_resource)
            if is_resource:
                test = tf.raw_ops.VarIsInitializedOp(resource=w.handle)
                value = tf.cond(test, w.read_value, lambda: w.initial_value)
            else:
                value = w.initialized_value()
            tf.identity(value, name="value")
            tf.identity(w.assign(tf.fill([3], 7.0)), name="assigned")
            tf.identity(w.read_value(), name="now")

        return self.compile(graph, "value: -> value", "assigned: -> assigned", "now: -> now")

    def test_in_a_step(self):
        """Each evaluation without a value draws anew and assigns nothing; with one it is the value."""
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):
                reference, program = self.conditional(is_resource)
                self.assertSameRuns(reference, program, "value", "value", "value", "assigned", "value", "value", "now")

    def test_assigns_nothing(self):
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):
                reference, program = self.conditional(is_resource)
                self.assertIn("value", program.script(["run value --print value", "-run now"]))
                with self.assertRaises(tf.errors.FailedPreconditionError):
                    reference.run("value:0")
                    reference.run("now:0")

    def test_earlier_vocabulary(self):
        """In a graph of 0.12 it runs the initializer in that step."""

        def graph():
            w = tf.Variable(tf.random.uniform([3], seed=1), name="w", use_resource=False)
            with tf.control_dependencies([w.initializer]):
                value = tf.raw_ops.Identity(input=w._ref(), name="value")
            tf.Variable(value, name="v", use_resource=False)
            tf.identity(w.assign_add(tf.ones([3])), name="add")
            tf.identity(w.read_value(), name="now")

        reference, program = self.compile(graph, "value: -> value", "add: -> add", "now: -> now", "both: -> w, v")
        self.assertSameRuns(reference, program, "value", "add", "now", "value", "now", "add", "value", "now")
        w, v = self.values(program, "init", "run both --print w --print v")
        np.testing.assert_array_equal(w, v)
