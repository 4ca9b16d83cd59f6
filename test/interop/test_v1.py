"""V1 checkpoints cross over in both directions, bit for bit, in one file and in several."""

import numpy as np
import tensorflow.compat.v1 as tf

import test_checkpoints
from compiled import CommandFailed, Program
from reference import InteropTest, Reference

# What TensorFlow does not write in V1.
NOT_IN_V1 = ("bfloat16", "uint32", "uint64", "quint16")


class AllTypes(test_checkpoints.AllTypes):
    """The same under a Saver that writes V1."""

    VALUES = {name: value for name, value in test_checkpoints.AllTypes.VALUES.items() if name not in NOT_IN_V1}

    @classmethod
    def build(cls):
        super().build()
        return tf.train.Saver(write_version=tf.train.SaverDef.V1)

    def test_files_are_tensorflows_files(self):
        saved = self.folder / "same-files"
        self.program.run("read", options=["--restore", self.written, "--save", saved])
        self.assertEqual(saved.read_bytes(), (self.folder / "written-by-tensorflow").read_bytes())
        self.assertEqual(tf.train.latest_checkpoint(str(self.folder)), str(saved))

    def test_damage_is_refused(self):
        damaged = self.folder / "damaged"
        content = bytearray((self.folder / "written-by-tensorflow").read_bytes())
        content[len(content) // 2] ^= 1
        damaged.write_bytes(content)
        with self.assertRaises(CommandFailed) as failed:
            self.program.run("read", options=["--restore", damaged])
        self.assertEqual(failed.exception.status, 1)
        self.assertIn(str(damaged), failed.exception.errors)


class Sharded(InteropTest):
    """Several files, which are known by a pattern."""

    W, B = np.arange(14, dtype=np.float32).reshape(7, 2), np.array([3, 4], np.int64)

    @classmethod
    def build(cls):
        tf.get_variable("w", initializer=tf.constant(cls.W))
        tf.get_variable("b", initializer=tf.constant(cls.B))
        return tf.train.Saver(write_version=tf.train.SaverDef.V1, sharded=True)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reference = Reference(cls.build)
        cls.addClassCleanup(cls.reference.close)
        cls.reference.initialize()
        graph = cls.reference.write_meta_graph(cls.folder / "sharded.meta")
        cls.program = Program.compile(graph, cls.folder, ["read: -> w, b"])

    def restore(self, path):
        restored = self.program.run("read", fetches=["w", "b"], options=["--restore", path])
        self.assertSameBits(restored["w"], self.W, "w")
        self.assertSameBits(restored["b"], self.B, "b")

    def test_restores_what_a_sharded_saver_saved(self):
        written = self.reference.save(self.folder / "saver")
        self.assertTrue(written.endswith("-?????-of-00001"), written)
        self.restore(written)

    def test_restores_slices_in_two_files(self):
        prefix = self.folder / "slices"
        files = [("w", "7 2 0,3:0,2", self.W[:3]), ("b", "", self.B)], [("w", "7 2 3,4:0,2", self.W[3:])]
        with tf.Graph().as_default(), tf.Session() as session:
            for shard, pieces in enumerate(files):
                names, slices, values = zip(*pieces)
                save = tf.raw_ops.SaveSlices(
                    filename=f"{prefix}-{shard:05}-of-00002",
                    tensor_names=names,
                    shapes_and_slices=slices,
                    data=[tf.constant(value) for value in values],
                )
                session.run(save)
        self.restore(f"{prefix}-?????-of-00002")
