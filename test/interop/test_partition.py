"""Variables that programs save in shards: the bytes of TensorFlow's partitioned variables, and into any other partition."""

import subprocess

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program, write_tensor
from reference import InteropTest, Reference

SHAPE = (10, 4)
# By --partition's text.
PARTITIONERS = {
    "fixed_size(3)": tf.fixed_size_partitioner(3),
    "fixed_size(16)": tf.fixed_size_partitioner(16),
    "fixed_size(1)": tf.fixed_size_partitioner(1),
    "fixed_size(3, axis=1)": tf.fixed_size_partitioner(3, axis=1),
    "variable_axis_size(64)": tf.variable_axis_size_partitioner(64),
    "variable_axis_size(1, axis=1)": tf.variable_axis_size_partitioner(1, axis=1),
    "min_max(4, 32)": tf.min_max_variable_partitioner(4, min_slice_size=32),
    "min_max(8, 50, axis=1)": tf.min_max_variable_partitioner(8, axis=1, min_slice_size=50),
    "shards(4, 3, 3)": tf.fixed_size_partitioner(3),
}
DTYPES = (np.float32, np.float64, np.float16, np.int32, np.int64, np.uint8, np.bool_, np.complex64)


def values(dtype):
    return (np.arange(40).reshape(SHAPE) % 23 - 3).astype(dtype)


def variable(partitioner, dtype, is_resource):
    """w, of `values(dtype)`, and others that are not partitioned around it."""
    tf.get_variable("v", initializer=np.float32(1), use_resource=is_resource)
    tf.get_variable("x", initializer=np.arange(3), use_resource=is_resource)

    def initializer(shape, dtype=None, partition_info=None):
        offset = partition_info.var_offset if partition_info else [0, 0]
        begin, end = np.array(offset), np.array(offset) + shape
        return tf.constant(values(dtype.as_numpy_dtype)[begin[0] : end[0], begin[1] : end[1]])

    return tf.get_variable("w", SHAPE, dtype, initializer, partitioner=partitioner, use_resource=is_resource)


class Partition(InteropTest):
    def reference(self, partitioner, dtype=np.float32, is_resource=False, extend=None):
        """An initialized session over w; `extend(w)` adds to the graph."""

        def graph():
            w = variable(partitioner, dtype, is_resource)
            if extend:
                extend(w)

        reference = Reference(graph)
        self.addCleanup(reference.close)
        reference.initialize()
        return reference

    def compile(self, reference, *partitions, entry="read: -> w", shapes=()):
        meta = reference.write_meta_graph(self.folder / "graph.meta")
        options = [word for text in partitions for word in ("--partition", text)]
        return Program.compile(meta, self.folder, [entry], shapes, options=options)

    def assertSameCheckpoint(self, actual, expected):
        for suffix in (".index", ".data-00000-of-00001"):
            files = [self.folder / f"{prefix}{suffix}" for prefix in (actual, expected)]
            self.assertEqual(*(file.read_bytes() for file in files), suffix)

    def test_files_are_tensorflows(self):
        """Each partitioner, and each dtype: our file is TensorFlow's, byte for byte, and either restores the other."""
        cases = [(text, np.float32) for text in PARTITIONERS] + [("fixed_size(3)", dtype) for dtype in DTYPES]
        for number, (text, dtype) in enumerate(cases):
            is_resource = number % 2 == 1
            with self.subTest(text, dtype=np.dtype(dtype).name, is_resource=is_resource):
                whole = self.reference(None, dtype, is_resource)
                partitioned = self.reference(PARTITIONERS[text], dtype, is_resource)
                fetch = "w/Read/ReadVariableOp" if is_resource else "w"
                program = self.compile(whole, f"w={text}", entry=f"read: -> w={fetch}")
                partitioned.save(self.folder / "expected")
                program.script([f"restore {whole.save(self.folder / 'whole')}", f"save {self.folder / 'actual'}"])
                self.assertSameCheckpoint("actual", "expected")
                restored = program.run("read", fetches=["w"], options=["--restore", self.folder / "expected"])
                self.assertSameBits(restored["w"], values(dtype), "restored")
                # TensorFlow's RestoreV2 cuts and joins no halves: "Dtype half not supported".
                for reader in (whole, partitioned) if dtype != np.float16 else ():
                    reader.restore(self.folder / "actual")

    def test_other_partitions(self):
        """From three shards to one, to four, to columns, here and in TensorFlow in turn."""
        prefix = self.reference(PARTITIONERS["fixed_size(3)"]).save(self.folder / "three")
        whole = self.reference(None)
        for number, text in enumerate(("fixed_size(1)", "fixed_size(4)", "fixed_size(2, axis=1)", "shards(1, 8, 1)")):
            with self.subTest(text):
                program = self.compile(whole, f"w={text}")
                found = program.run("read", fetches=["w"], options=["--restore", prefix])
                self.assertSameBits(found["w"], values(np.float32), text)
                program.script([f"restore {prefix}", f"save {self.folder / 'ours'}"])
                reader = self.reference(tf.fixed_size_partitioner(3, axis=1), extend=lambda w: tf.identity(w, "all"))
                reader.restore(self.folder / "ours")
                self.assertSameBits(reader.run("all:0"), values(np.float32), text)
                prefix = reader.save(self.folder / f"theirs-{number}")

    def test_steps(self):
        """Three steps that update, scatter into and gather from a variable in shards, as of one that is not."""

        def extend(w):
            ids = tf.placeholder(tf.int32, [None], "ids")
            rows = tf.placeholder(tf.float32, [None, 4], "rows")
            with tf.control_dependencies([w.assign_add(w * 0.5)]):
                scattered = tf.scatter_add(w, ids, rows)
            with tf.control_dependencies([scattered]):
                tf.gather(w, ids, name="gathered")

        for text in ("fixed_size(3)", "fixed_size(2, axis=1)"):
            with self.subTest(text):
                reference = self.reference(None, extend=extend)
                program = self.compile(reference, f"w={text}", entry="step: ids, rows -> gathered")
                lines = [f"restore {reference.save(self.folder / 'start')}"]
                gathered = []
                for step in range(3):
                    feeds = {"ids": np.array([9, step, 4, 9], np.int32), "rows": np.ones((4, 4), np.float32) * step}
                    gathered.append(reference.run("gathered:0", feeds))
                    words = []
                    for name, value in feeds.items():
                        write_tensor(self.folder / f"{name}-{step}.npy", value)
                        words.append(f"--feed {name}={self.folder / f'{name}-{step}.npy'}")
                    lines.append(f"run step {' '.join(words)} --fetch gathered={self.folder / f'gathered-{step}.npy'}")
                program.script([*lines, f"save {self.folder / 'end'}"])
                for step, expected in enumerate(gathered):
                    self.assertSameBits(np.load(self.folder / f"gathered-{step}.npy"), expected, f"step {step}")
                expected = reference.run("w:0")
                reference.restore(self.folder / "end")
                self.assertSameBits(reference.run("w:0"), expected, "saved")

    def test_parts_of_the_graph(self):
        """A graph that TensorFlow has partitioned: three steps on its parts, gathers from the whole, the files."""

        def extend(w):
            ids = tf.placeholder(tf.int32, [None], "ids")
            parts = list(w)
            updates = [part.assign_add(tf.ones(part.shape) * (1.0 + i)) for i, part in enumerate(parts)]
            with tf.control_dependencies([tf.convert_to_tensor(update) for update in updates]):
                whole = tf.concat([part.read_value() for part in parts], 1 if parts[0].shape[0] == 10 else 0)
                tf.gather(whole, ids, name="gathered")
            tf.group(*updates, name="update")

        for text in ("fixed_size(3)", "fixed_size(3, axis=1)"):
            for is_resource in (False, True):
                with self.subTest(text, is_resource=is_resource):
                    reference = self.reference(PARTITIONERS[text], np.float32, is_resource, extend)
                    program = self.compile(reference, entry="step: ids -> gathered ; run update")
                    start = reference.save(self.folder / "start")
                    lines, gathered = [f"restore {start}"], []
                    for step in range(3):
                        gathered.append(reference.run(["gathered:0", "update"], {"ids": [9, step, 4, 9]})[0])
                        out = self.folder / f"part-{step}.npy"
                        lines.append(f"run step --feed ids='[9, {step}, 4, 9]' --fetch gathered={out}")
                    program.script([*lines, f"save {self.folder / 'actual'}"])
                    for step, expected in enumerate(gathered):
                        self.assertSameBits(np.load(self.folder / f"part-{step}.npy"), expected, f"step {step}")
                    reference.save(self.folder / "expected")
                    self.assertSameCheckpoint("actual", "expected")
                    self.reference(None, np.float32, is_resource).restore(self.folder / "actual")

    def test_failing_scatter(self):
        """A bad index changes nothing in any shard, and the next step gives what it would have given."""

        def extend(w):
            ids = tf.placeholder(tf.int32, [None], "ids")
            with tf.control_dependencies([tf.assign_add(w, tf.ones(SHAPE))]):
                tf.scatter_sub(w, ids, 1.0, name="scatter")

        program = self.compile(self.reference(None, extend=extend), "w=fixed_size(3)", entry="f: ids -> ; run scatter")
        state = [f"save {self.folder / name}" for name in ("before", "after", "good")]
        run = "run f --feed ids="
        for place in ("[10, 0, 5]", "[0, 10, 5]", "[0, 5, 10]"):
            with self.subTest(place):
                lines = ["init", state[0], f"- {run}'{place}'", state[1], f"{run}'[0, 5, 5]'", state[2]]
                path = self.folder / "calls.script"
                path.write_text("".join(f"{line}\n" for line in lines))
                finished = subprocess.run([program.path, "script", path], capture_output=True, text=True, check=True)
                where = place.strip("[]").split(", ").index("10")
                self.assertIn(f"indices[{where}] = 10 is not in [0, 10)", finished.stderr)
                self.assertSameCheckpoint("before", "after")
                expected = values(np.float32) + 1
                np.subtract.at(expected, [0, 5, 5], 1)
                self.assertSameBits(tf.train.load_variable(str(self.folder / "good"), "w"), expected, "good step")
