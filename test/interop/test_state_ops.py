"""Updates of parts of variables, counters and tests of initialization: each call leaves TensorFlow's values."""

import re

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import CommandFailed, Program, write_tensor
from reference import InteropTest, Reference, read_checkpoint

NUMBERS = (np.float16, np.float32, np.float64, np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16)
SHAPE = (4, 5, 3)


def initial(dtype):
    return (np.arange(60).reshape(SHAPE) % 7 + 1).astype(dtype)


class StateOps(InteropTest):
    def compare(self, name, dtype, is_resource, build, calls):
        """Adds `build(variable)` under the name `update`; runs it with each of the feeds of `calls`."""

        def graph():
            variable = tf.Variable(initial(dtype), name="v", use_resource=is_resource)
            build(variable)

        reference = Reference(graph)
        self.addCleanup(reference.close)
        reference.initialize()
        meta = reference.write_meta_graph(self.folder / "state.meta")
        entry = f"update: {', '.join(calls[0])} -> ; run update"
        with self.subTest(name, dtype=np.dtype(dtype).name, is_resource=is_resource):
            program = Program.compile(meta, self.folder, [entry])
            lines, expected = [f"restore {reference.save(self.folder / 'start')}"], []
            for call, feeds in enumerate(calls):
                reference.run("update", feeds)
                expected.append(read_checkpoint(reference.save(self.folder / f"expected-{call}"))["v"])
                words = []
                for feed, value in feeds.items():
                    write_tensor(self.folder / f"{feed}-{call}.npy", value)
                    words.append(f"--feed {feed}={self.folder / f'{feed}-{call}.npy'}")
                lines += [f"run update {' '.join(words)}", f"save {self.folder / f'actual-{call}'}"]
            program.script(lines)
            for call, value in enumerate(expected):
                actual = read_checkpoint(self.folder / f"actual-{call}")["v"]
                self.assertSameBits(actual, value, f"after call {call + 1}")

    def test_scatter_nd(self):
        """Rows, columns and elements; repeated places; each combiner."""
        places = {
            1: np.array([[3], [0], [3]], np.int32),
            2: np.array([[3, 4], [0, 0], [3, 4]], np.int64),
            3: np.array([[3, 4, 2], [0, 0, 0], [3, 4, 2], [1, 2, 0]], np.int32),
        }
        for depth, indices in places.items():
            for kernel in ("Update", "Add", "Sub"):
                for dtype in NUMBERS if kernel == "Add" and depth == 2 else (np.float32, np.int32):
                    for is_resource in (False, True):

                        def build(v, kernel=kernel, indices=indices, depth=depth, is_resource=is_resource, dtype=dtype):
                            i = tf.placeholder(indices.dtype, [None, depth], name="i")
                            u = tf.placeholder(dtype, [None, *SHAPE[depth:]], name="u")
                            op = getattr(tf.raw_ops, ("Resource" if is_resource else "") + "ScatterNd" + kernel)
                            op(ref=v.handle if is_resource else v._ref(), indices=i, updates=u, name="update")

                        updates = [
                            (np.random.RandomState(call).uniform(0, 9, (len(indices), *SHAPE[depth:]))).astype(dtype)
                            for call in range(3)
                        ]
                        calls = [{"i": np.roll(indices, call, 0), "u": u} for call, u in enumerate(updates)]
                        # No index at all.
                        calls.append({"i": indices[:0], "u": updates[0][:0]})
                        self.compare(f"ScatterNd{kernel} of {depth}", dtype, is_resource, build, calls)

    def test_slice_assign(self):
        slices = {
            "range": np.s_[1:3],
            "index": np.s_[2],
            "strides": np.s_[::2, 1::3, :],
            "reversed": np.s_[::-1, 3:0:-2],
            "from the end": np.s_[-1, -3:-1],
            "ellipsis": np.s_[..., 1],
            "new axis": np.s_[1:2, tf.newaxis, ..., 0],
            "nothing": np.s_[2:1],
            "element": np.s_[1, 2, 0],
        }
        for name, places in slices.items():
            shape = initial(np.float32)[tuple(None if p is tf.newaxis else p for p in np.index_exp[places])].shape
            for dtype in NUMBERS if name == "strides" else (np.float32,):
                for is_resource in (False, True):

                    def build(v, places=places, shape=shape, dtype=dtype):
                        x = tf.placeholder(dtype, shape, name="x")
                        tf.group(v[places].assign(x), name="update")

                    calls = [{"x": np.full(shape, call + 20, dtype) + np.ones(shape, dtype)} for call in range(3)]
                    self.compare(f"slice {name}", dtype, is_resource, build, calls)

    def test_count_up_to(self):
        """The value before the increment; at the limit an error, and nothing has changed."""
        for dtype in (np.int32, np.int64):
            for is_resource in (False, True):

                def graph(dtype=dtype, is_resource=is_resource):
                    v = tf.Variable(dtype(1), name="v", use_resource=is_resource)
                    if is_resource:
                        tf.raw_ops.ResourceCountUpTo(resource=v.handle, limit=3, T=dtype, name="count")
                    else:
                        tf.raw_ops.CountUpTo(ref=v._ref(), limit=3, name="count")
                    tf.identity(v, name="now")

                reference = Reference(graph)
                self.addCleanup(reference.close)
                meta = reference.write_meta_graph(self.folder / "count.meta")
                program = Program.compile(meta, self.folder, ["count: -> count", "value: -> now"])
                reference.initialize()
                expected = [reference.run("count:0") for _ in range(2)]
                with self.assertRaises(tf.errors.OutOfRangeError) as caught:
                    reference.run("count:0")
                lines = ["init", "run count --print count", "run count --print count", "-run count", "run value --print now"]
                out = program.script(lines)
                with self.subTest(dtype=dtype.__name__, is_resource=is_resource):
                    self.assertEqual(out, f"count = {expected[0]}\ncount = {expected[1]}\nnow = 3\n")
                    with self.assertRaises(CommandFailed) as ours:
                        program.script(["init"] + ["run count"] * 3)
                    text = re.search("Reached limit of [0-9]+", caught.exception.message)[0]
                    self.assertIn(text, ours.exception.errors)

    def test_is_initialized(self):
        for is_resource in (False, True):

            def graph(is_resource=is_resource):
                v = tf.Variable(np.zeros(3, np.float32), name="v", use_resource=is_resource)
                if is_resource:
                    tf.raw_ops.VarIsInitializedOp(resource=v.handle, name="before")
                    with tf.control_dependencies([v.initializer]):
                        tf.raw_ops.VarIsInitializedOp(resource=v.handle, name="after")
                else:
                    tf.raw_ops.IsVariableInitialized(ref=v._ref(), name="before")
                    with tf.control_dependencies([v.initializer]):
                        tf.raw_ops.IsVariableInitialized(ref=v._ref(), name="after")

            reference = Reference(graph)
            self.addCleanup(reference.close)
            meta = reference.write_meta_graph(self.folder / "test.meta")
            program = Program.compile(meta, self.folder, ["before: -> before", "after: -> after"])
            expected = [reference.run(name) for name in ("before:0", "after:0", "before:0")]
            self.assertEqual(expected, [False, True, True])
            out = program.script(["run before --print before", "run after --print after", "run before --print before"])
            self.assertEqual(out, "before = false\nafter = true\nbefore = true\n")

    def test_bad_coordinates(self):
        def graph():
            v = tf.Variable(initial(np.float32), name="v", use_resource=False)
            i = tf.placeholder(tf.int32, [None, 2], name="i")
            tf.raw_ops.ScatterNdAdd(ref=v._ref(), indices=i, updates=tf.zeros([2, 3]), name="update")

        reference = Reference(graph)
        self.addCleanup(reference.close)
        meta = reference.write_meta_graph(self.folder / "bad.meta")
        program = Program.compile(meta, self.folder, ["update: i -> ; run update"])
        for bad, error in {
            "[[0,0],[4,0]]": "coordinate 0 of indices[1] = 4 is not in [0, 4)",
            "[[0,-1],[1,0]]": "coordinate 1 of indices[0] = -1 is not in [0, 5)",
        }.items():
            with self.assertRaises(CommandFailed) as caught:
                program.script(["init", f"run update --feed i={bad}"])
            self.assertIn(error, caught.exception.errors)
            self.assertIn("node 'update' (ScatterNdAdd)", caught.exception.errors)

    def test_checks_on_updated_values(self):
        """A check on the value after an update fails before the update: the variable keeps its value."""

        def graph():
            v = tf.Variable(initial(np.float32), name="v", use_resource=False)
            n = tf.Variable(0, name="n", use_resource=False)
            x = tf.placeholder(tf.float32, SHAPE, name="x")
            i = tf.placeholder(tf.int32, [None], name="i")
            with tf.control_dependencies([n.assign_add(1)]):
                added = tf.assign_add(v, x)
            tf.check_numerics(added * 2.0, "dense", name="dense")
            rows = tf.scatter_add(v, i, tf.gather(x, i))
            tf.check_numerics(rows, "rows", name="rows")

        reference = Reference(graph)
        self.addCleanup(reference.close)
        reference.initialize()
        meta = reference.write_meta_graph(self.folder / "checked.meta")
        start = reference.save(self.folder / "start")
        program = Program.compile(meta, self.folder, ["dense: x -> dense", "rows: x, i -> rows"])
        good, bad = np.ones(SHAPE, np.float32), np.ones(SHAPE, np.float32)
        bad[2, 1, 1] = np.nan
        write_tensor(self.folder / "good.npy", good)
        write_tensor(self.folder / "bad.npy", bad)
        for entry, feed, feeds in (("dense", "", {}), ("rows", " --feed i=[2,0,2]", {"i": [2, 0, 2]})):
            with self.subTest(entry):
                program.script(
                    [
                        f"restore {start}",
                        f"-run {entry} --feed x={self.folder}/bad.npy{feed}",
                        f"save {self.folder}/failed",
                        f"run {entry} --feed x={self.folder}/good.npy{feed}",
                        f"save {self.folder}/passed",
                    ]
                )
                reference.restore(start)
                for key, value in read_checkpoint(start).items():
                    self.assertSameBits(read_checkpoint(self.folder / "failed")[key], value, key)
                reference.run(f"{entry}:0", {"x": good, **feeds})
                expected = read_checkpoint(reference.save(self.folder / "expected"))
                for key, value in expected.items():
                    self.assertSameBits(read_checkpoint(self.folder / "passed")[key], value, key)
        with self.assertRaises(CommandFailed) as caught:
            program.script([f"restore {start}", f"run dense --feed x={self.folder}/bad.npy"])
        self.assertIn("node 'dense' (CheckNumerics): dense : Tensor had NaN values", caught.exception.errors)
