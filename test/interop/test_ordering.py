"""Programs whose outcome depends on order: TensorFlow's own where it has one, one of its outcomes where it races.

Each runs ten times from its initial state on both sides. The programs named by a number are those of TensorFlow's
issues, without what they print. Where nothing orders two accesses to a variable, a warning names both nodes.
"""

import re

import tensorflow.compat.v1 as tf

from compiled import Program
from reference import InteropTest

RUNS = 10


class Sessions:
    """A graph that is run from its initial state, each time in a session of its own with TensorFlow's threads."""

    def __init__(self, build, is_resource):
        self.graph = tf.Graph()
        with self.graph.as_default():
            build(lambda value, name: tf.Variable(value, name=name, use_resource=is_resource, dtype=tf.float32))
            self.init = tf.global_variables_initializer()

    def outcomes(self, fetches):
        """The set of what the fetches yield in ten runs."""
        config = tf.ConfigProto(device_count={"CPU": 2})
        found = set()
        for _ in range(RUNS):
            with tf.Session(graph=self.graph, config=config) as session:
                session.run(self.init)
                found.add(tuple(float(value) for value in session.run([f"{name}:0" for name in fetches])))
        return found


class Ordering(InteropTest):
    def check(self, build, fetches, possible, races=()):
        """`fetches`: node names. `possible`: their values in every order that TensorFlow allows.

        possible, races: for ref variables and for resource variables. races: the variable and both nodes of each.
        """
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):
                reference = Sessions(build, is_resource)
                theirs = reference.outcomes(fetches)
                self.assertLessEqual(theirs, possible[is_resource], "TensorFlow does what the test does not expect")
                meta = self.folder / "ordering.meta"
                tf.train.export_meta_graph(str(meta), graph=reference.graph)
                program = Program.compile(meta, self.folder, [f"step: -> {', '.join(fetches)}"])
                ours = {self.run_once(program, fetches) for _ in range(RUNS)}
                self.assertEqual(len(ours), 1, "the outcome differs from run to run")
                self.assertLessEqual(ours, possible[is_resource])
                if len(possible[is_resource]) == 1:
                    self.assertEqual(ours, theirs)
                self.assertEqual(self.find_races(program), set(races[is_resource]) if races else set())

    def run_once(self, program, fetches):
        """One step from the initial state, in an instance of its own."""
        prints = " ".join(f"--print {name}" for name in fetches)
        out = program.script(["init", f"run step {prints}"])
        values = dict(line.split(" = ") for line in out.splitlines())
        return tuple(float(values[name]) for name in fetches)

    def find_races(self, program):
        """The variable and both nodes of each warning."""
        pattern = r"warning: node '(.+)' \(.+\): nothing orders it and '(.+)', which both use variable '(.+)': "
        return {(m[3], m[2], m[1]) for m in re.finditer(pattern, program.warnings)}

    def test_moving_average_of_trained_values(self):
        """The average takes the values after the training step. Its initial value asks whether the variable has one."""
        tf.disable_control_flow_v2()
        self.addCleanup(tf.enable_control_flow_v2)

        def build(variable):
            v = variable(1, "v")
            loss = tf.square(v - 3, name="loss")
            train = tf.train.GradientDescentOptimizer(0.25).minimize(loss)
            average = tf.train.ExponentialMovingAverage(0.5)
            with tf.control_dependencies([train]):
                update = average.apply([v])
            with tf.control_dependencies([update]):
                tf.identity(average.average(v).read_value(), name="average")

        self.check(build, ["average"], [{(1.5,)}] * 2)

    def test_read_inside_control_dependencies(self):
        def build(variable):
            v = variable(1, "v")
            with tf.control_dependencies([tf.assign_add(v, 10.0)]):
                tf.add(v, 1.0, name="inside")

        self.check(build, ["inside"], [{(12,)}] * 2)

    def test_read_before_and_inside_control_dependencies(self):
        def build(variable):
            v = variable(1, "v")
            tf.add(v, 1.0, name="before")
            with tf.control_dependencies([tf.assign_add(v, 10.0, name="update")]):
                tf.add(v, 1.0, name="inside")

        self.check(
            build,
            ["before", "inside"],
            [{(2, 12), (12, 12)}] * 2,
            [{("v", "before", "update")}, {("v", "before/ReadVariableOp", "AssignAddVariableOp")}],
        )

    def test_sum_beside_the_update_that_adds_the_same(self):
        def build(variable):
            b, c = variable(1, "b"), variable(20, "c")
            x = tf.constant(3.0)
            total = tf.add(b, x, name="total")
            with tf.control_dependencies([total]):
                update = tf.assign_add(b, x)
            with tf.control_dependencies([update]):
                tf.add(tf.assign_sub(c, total), 0.0, name="rest")

        self.check(build, ["rest"], [{(16,)}] * 2)

    def test_scatter_of_the_variable_into_itself(self):
        """Ours takes the values from before; TensorFlow, by reference, rows that it has written already."""

        def build(variable):
            v = variable([1, 2, 4], "v")
            old = tf.identity(v.read_value())
            with tf.control_dependencies([old]):
                update = tf.scatter_update(v, [2, 0, 1], old)
            tf.tensordot(update, [1.0, 10.0, 100.0], 1, name="digits")

        self.check(build, ["digits"], [{(142,), (112,)}, {(142,)}])

    def test_16277(self):
        """Consumers on another device; CPUs share memory, so what they read is live."""

        def build(variable):
            with tf.device("/cpu:0"):
                x = variable(0, "x")
                update = tf.assign(x, 100.0, name="update")
            with tf.device("/cpu:1"):
                tf.add(x, 1.0, name="a")
                with tf.control_dependencies([tf.identity(update)]):
                    tf.add(x, 2.0, name="b")
                    with tf.device("/cpu:0"):
                        tf.add(x, 3.0, name="c")

        self.check(
            build,
            ["a", "b", "c"],
            [{(1, 102, 103), (101, 102, 103)}] * 2,
            [{("x", "update", "a")}, {("x", "update", "a/ReadVariableOp")}],
        )

    def test_14498(self):
        """Two assignments, which only the order in which they are waited for tells apart."""

        def build(variable):
            w = variable(0, "w")
            one = tf.assign(w, 1, name="one")
            two = tf.assign(w, 2, name="two")
            with tf.control_dependencies([two]), tf.control_dependencies([one]):
                done = tf.no_op()
            with tf.control_dependencies([done]):
                tf.add(w.read_value(), 0.0, name="now")

        self.check(build, ["now"], [{(1,), (2,)}] * 2, [{("w", "one", "two")}] * 2)

    def test_4663(self):
        """An old value, which a reference does not keep."""

        def build(variable):
            x = variable(0, "x")
            old = tf.identity(x, name="old")
            with tf.control_dependencies([old]):
                new = tf.assign(x, x + 1.0)
            tf.add(new, 0.0, name="new")

        self.check(build, ["old", "new"], [{(1, 1), (0, 1)}, {(0, 1)}], [{("x", "Assign", "old")}, set()])

    def test_38902(self):
        """Nothing orders the initial assignment and a read: here of a variable that has been trained since."""

        def build(variable):
            a = variable(7, "a")
            with tf.control_dependencies([tf.assign(a, 8, name="train")]):
                read = tf.add(a.read_value(), 0.0, name="now")
            with tf.control_dependencies([a.initializer]):
                tf.add(read, 0.0, name="both")

        self.check(
            build,
            ["both"],
            [{(7,), (8,)}] * 2,
            [{("a", "a/Assign", "train")}] * 2,
        )
