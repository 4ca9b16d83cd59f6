"""Strings: variables of them, feeds, fetches, concatenation, checkpoints, and the names of uninitialized variables."""

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import CommandFailed, Program, write_tensor
from reference import InteropTest, Reference, read_checkpoint

# Empty, with a zero byte inside, not UTF-8, and longer than one byte of length.
VALUES = np.array([[b"", b"a\0b", b"\xff\xfe"], [b"x" * 300, "grün".encode(), b"last"]], object)


def as_array(strings):
    """Returns strings as .npy files have them."""
    return np.array(strings, "S")


class StringsTest(InteropTest):
    def reference(self, build):
        reference = Reference(build)
        self.addCleanup(reference.close)
        return reference

    def compile(self, reference, entries, shapes=()):
        return Program.compile(reference.write_meta_graph(self.folder / "m.meta"), self.folder, entries, shapes)

    def assertSameStrings(self, actual, expected, what=""):
        """Compares arrays of bytes of any width."""
        self.assertEqual(np.asarray(actual).tolist(), np.asarray(expected).tolist(), what)


class Checkpoints(StringsTest):
    """Files of strings are TensorFlow's, byte for byte, and cross over both ways."""

    def test_both_ways(self):
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):

                def build(is_resource=is_resource):
                    s = tf.Variable(np.full(VALUES.shape, "start"), name="s", use_resource=is_resource)
                    scalar = tf.Variable(tf.constant("one"), name="scalar", use_resource=is_resource)
                    none = tf.Variable(tf.zeros([0, 2], tf.string), name="none", use_resource=is_resource)
                    tf.Variable([1.0, 2.0], name="w", use_resource=is_resource)
                    for v in (s, scalar, none):
                        tf.identity(v.read_value(), name=f"{v.op.name}_value")

                names = ["s_value", "scalar_value", "none_value"]
                reference = self.reference(build)
                program = self.compile(reference, [f"read: -> {', '.join(names)}"])
                reference.initialize()
                with reference.graph.as_default():
                    tf.global_variables()[0].load(VALUES, reference.session)
                written = reference.save(self.folder / f"tensorflow-{is_resource}")
                saved = self.folder / f"program-{is_resource}"
                read = program.run("read", fetches=names, options=["--restore", written, "--save", saved])
                self.assertSameStrings(read["s_value"], VALUES)
                self.assertSameStrings(read["scalar_value"], b"one")
                self.assertEqual(read["none_value"].shape, (0, 2))
                for suffix in (".index", ".data-00000-of-00001"):
                    expected = (self.folder / f"tensorflow-{is_resource}{suffix}").read_bytes()
                    self.assertEqual((self.folder / f"program-{is_resource}{suffix}").read_bytes(), expected, suffix)
                reference.initialize()
                reference.restore(saved)
                self.assertSameStrings(reference.run("s_value:0"), VALUES)


class Calls(StringsTest):
    def test_assign_and_concatenate(self):
        """Each call appends what is fed; the one before stays for who read it first."""
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):

                def build(is_resource=is_resource):
                    v = tf.Variable(["a", "b"], name="v", use_resource=is_resource)
                    x = tf.placeholder(tf.string, [], name="x")
                    before = tf.identity(v.read_value(), name="before")
                    with tf.control_dependencies([before]):
                        after = tf.assign(v, tf.add(v.read_value(), tf.strings.join([x, x], separator="-")))
                    tf.identity(after, name="after")

                reference = self.reference(build)
                reference.initialize()
                program = self.compile(reference, ["step: x -> before, after"])
                lines, expected = ["init"], []
                for call, text in enumerate([b"1", b"", b"\xff\0z"]):
                    expected.append(reference.run(["before:0", "after:0"], {"x": text}))
                    feed, names = self.folder / f"x{call}.npy", ("before", "after")
                    write_tensor(feed, as_array(text))
                    fetches = [f"--fetch {name}={self.folder / f'{name}{call}.npy'}" for name in names]
                    lines += [f"run step --feed x={feed} {' '.join(fetches)}", f"save {self.folder / f'c{call}'}"]
                program.script(lines)
                for call, (before, after) in enumerate(expected):
                    self.assertSameStrings(np.load(self.folder / f"before{call}.npy"), before, call)
                    self.assertSameStrings(np.load(self.folder / f"after{call}.npy"), after, call)
                    self.assertSameStrings(read_checkpoint(self.folder / f"c{call}")["v"], after, call)

    def test_two_updates(self):
        """The second update of a step takes what the first one gave."""
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):

                def build(is_resource=is_resource):
                    v = tf.Variable(["a", "b"], name="v", use_resource=is_resource)
                    with tf.control_dependencies([tf.assign(v, tf.add(v.read_value(), "<"))]):
                        second = tf.assign(v, tf.add(v.read_value(), ">"))
                    tf.identity(second, name="after")

                reference = self.reference(build)
                reference.initialize()
                program = self.compile(reference, ["step: -> after"])
                lines = [f"run step --fetch after={self.folder / f'two{call}.npy'}" for call in range(3)]
                program.script(["init", *lines])
                for call in range(3):
                    self.assertSameStrings(np.load(self.folder / f"two{call}.npy"), reference.run("after:0"), call)

    def test_shapes(self):
        """Joining under broadcasting, concatenation, and other shapes, for several sizes of feeds."""

        def build():
            x = tf.placeholder(tf.string, [None, 2], name="x")
            y = tf.placeholder(tf.string, [2], name="y")
            tf.identity(x + y, name="sum")
            tf.strings.join([x, "<", x], separator="+", name="joined")
            tf.concat([x, [["p", "q"]], x], 0, name="rows")
            tf.concat([x, x], 1, name="columns")
            tf.stack([y, ["r", "s"]], 1, name="stacked")
            tf.reshape(x, [-1], name="flat")
            tf.expand_dims(y, 0, name="expanded")
            tf.squeeze([["t"]], name="squeezed")
            tf.shape(x, name="shape")

        names = ["sum", "joined", "rows", "columns", "stacked", "flat", "expanded", "squeezed", "shape"]
        reference = self.reference(build)
        program = self.compile(reference, [f"f: x, y -> {', '.join(names)}"], ["x=Nx2"])
        for rows in (2, 1, 0, 5):
            x = np.array([f"{i}" * (i + 1) for i in range(2 * rows)], "S11").reshape(rows, 2)
            y = as_array([b"", b"yy"])
            actual = program.run("f", {"x": x, "y": y}, names)
            for name, value in zip(names, reference.run([f"{n}:0" for n in names], {"x": x, "y": y})):
                self.assertSameStrings(actual[name], value, f"{name} of {rows} rows")
                self.assertEqual(actual[name].shape, np.shape(value), f"{name} of {rows} rows")

    def test_failure_changes_nothing(self):
        """Shapes that do not fit are found before the first of two variables changes."""

        def build():
            a = tf.Variable([0, 0], name="a", use_resource=False)
            s = tf.Variable(["s", "t"], name="s", use_resource=False)
            x = tf.placeholder(tf.string, [None], name="x")
            first = tf.assign_add(a, [1, 1])
            with tf.control_dependencies([first]):
                joined = tf.reshape(tf.strings.join([s, x]), [2])
                tf.group(tf.assign(s, joined), name="step")

        reference = self.reference(build)
        program = self.compile(reference, ["step: x -> ; run step"])
        good, bad = self.folder / "good.npy", self.folder / "bad.npy"
        write_tensor(good, as_array([b"1", b"2"]))
        write_tensor(bad, as_array([b"1", b"2", b"3"]))
        for prefix, line in (("before", f"run step --feed x={good}"), ("after", f"-run step --feed x={bad}")):
            program.script(["init", f"run step --feed x={good}", line, f"save {self.folder / prefix}"])
        program.script(["init", f"run step --feed x={good}", f"save {self.folder / 'once'}"])
        self.assertSameStrings(read_checkpoint(self.folder / "before")["s"], [b"s11", b"t22"])
        for suffix in (".index", ".data-00000-of-00001"):
            once = (self.folder / f"once{suffix}").read_bytes()
            self.assertEqual((self.folder / f"after{suffix}").read_bytes(), once)

    def test_command_line(self):
        """Strings are written as JSON, read as JSON, and as arrays of NumPy's two kinds."""

        def build():
            x = tf.placeholder(tf.string, [2], name="x")
            tf.strings.join([x, "!"], name="y")

        program = self.compile(self.reference(build), ["f: x -> y"])
        path = self.folder / "u.npy"
        np.save(path, np.array(["grün", "a\U0001f600"]))
        printed = program.script([r"""run f --feed 'x=["a\"b", "\u00fc\n"]' --print y""", f"run f --feed x={path} --print y"])
        self.assertEqual(printed, 'y = ["a\\"b!", "ü\\u000a!"]\ny = ["grün!", "a\U0001f600!"]\n')


class Uninitialized(StringsTest):
    def test_report(self):
        """Names disappear one by one as variables get values."""
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):

                def build(is_resource=is_resource):
                    a = tf.Variable([1.0, 2.0], name="a", use_resource=is_resource)
                    b = tf.Variable(["x"], name="scope/b", use_resource=is_resource)
                    tf.Variable(3, name="c", use_resource=is_resource)
                    tf.identity(tf.report_uninitialized_variables(), name="report")
                    tf.group(a.initializer, name="first")
                    tf.group(b.initializer, name="second")
                    with tf.control_dependencies([b.initializer]):
                        tf.identity(tf.report_uninitialized_variables([a, b]), name="later")

                reference = self.reference(build)
                entries = ["report: -> report", "first: -> ; run first", "second: -> ; run second", "later: -> later"]
                program = self.compile(reference, entries)
                expected, lines = [], []
                for step in ("first", "second"):
                    expected.append(reference.run("report:0"))
                    lines += ["run report --print report", f"run {step}"]
                    reference.run(step)
                expected += [reference.run("report:0"), reference.run("later:0")]
                lines += ["run report --print report", "run later --print later"]
                printed = [line.split(" = ")[1] for line in program.script(lines).splitlines()]
                self.assertEqual(printed, [str([name.decode() for name in e]).replace("'", '"') for e in expected])
                written = program.run("report", fetches=["report"])["report"]
                self.assertSameStrings(written, [b"a", b"scope/b", b"c"])
                written = program.run("later", fetches=["later"])["later"]
                self.assertSameStrings(written, [b"a"])

    def test_assert(self):
        """The graph's own assertion fails as long as a variable has no value."""

        def build():
            tf.Variable([1.0, 2.0], name="a", use_resource=False)
            b = tf.Variable(["x"], name="b", use_resource=False)
            tf.identity(tf.assert_variables_initialized([b]), name="ranks")

        reference = self.reference(build)
        program = self.compile(reference, ["check: -> ranks"])
        with self.assertRaisesRegex(tf.errors.FailedPreconditionError, "uninitialized value b"):
            reference.run("ranks:0")
        with self.assertRaisesRegex(CommandFailed, "node 'b/read'.*uninitialized value b"):
            program.run("check")
        reference.initialize()
        actual = program.run("check", fetches=["ranks"], options=["--init"])
        self.assertSameBits(actual["ranks"], reference.run("ranks:0"), "ranks")
