"""Lookup tables: from strings to numbers and back, from numbers to numbers, in TensorFlow's spellings."""

import re

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import CommandFailed, write_tensor
from reference import read_checkpoint
from test_strings import StringsTest

WORDS = ["", "a", "grün", "\0zero", "w" * 300]


class Tables(StringsTest):
    def initialize(self, reference):
        with reference.graph.as_default():
            reference.session.run(tf.tables_initializer())

    def compare(self, reference, program, key, calls):
        """Feeds `key` with each of `calls` to TensorFlow and, in calls of one instance, to the program."""
        lines, expected = ["init"], []
        for call, keys in enumerate(calls):
            expected.append(reference.run(["found:0", "size:0"], {key: keys}))
            write_tensor(self.folder / f"k{call}.npy", keys)
            fetches = [f"--fetch {name}={self.folder / f'{name}{call}.npy'}" for name in ("found", "size")]
            lines.append(f"run f --feed {key}={self.folder / f'k{call}.npy'} {' '.join(fetches)}")
        program.script(lines)
        for call, (found, size) in enumerate(expected):
            actual = np.load(self.folder / f"found{call}.npy")
            self.assertEqual(actual.tolist(), found.tolist(), f"call {call + 1}")
            self.assertEqual(actual.shape, found.shape, f"call {call + 1}")
            self.assertSameBits(np.load(self.folder / f"size{call}.npy"), size, f"call {call + 1}")

    def test_strings_to_numbers(self):
        def build():
            values = tf.constant(np.arange(len(WORDS)) * 10, tf.int64)
            initializer = tf.lookup.KeyValueTensorInitializer(tf.constant(WORDS), values)
            table = tf.lookup.StaticHashTable(initializer, -7)
            keys = tf.placeholder(tf.string, [None, 2], name="k")
            tf.identity(table.lookup(keys) + 1, name="found")
            tf.identity(table.size(), name="size")

        reference = self.reference(build)
        program = self.compile(reference, ["f: k -> found, size"], ["k=Nx2"])
        self.initialize(reference)
        words = np.array([word.encode() for word in WORDS] + [b"no"], "S300")
        self.compare(reference, program, "k", [words.reshape(3, 2), words[:2].reshape(1, 2), words[:0].reshape(0, 2)])

    def test_numbers_to_strings(self):
        def build():
            initializer = tf.lookup.KeyValueTensorInitializer(np.arange(len(WORDS)), tf.constant(WORDS), tf.int64, tf.string)
            table = tf.lookup.StaticHashTable(initializer, "none")
            keys = tf.placeholder(tf.int64, [None], name="k")
            tf.strings.join([table.lookup(keys * 2), "!"], name="found")
            tf.identity(table.size(), name="size")

        reference = self.reference(build)
        program = self.compile(reference, ["f: k -> found, size"], ["k=N"])
        self.initialize(reference)
        self.compare(reference, program, "k", [np.arange(3), np.array([-1, 0]), np.array([], np.int64)])

    def test_numbers_to_numbers(self):
        """By the ops of 0.12 too, whose tables are references."""
        for is_resource in (False, True):
            with self.subTest(is_resource=is_resource):

                def build(is_resource=is_resource):
                    suffix = "V2" if is_resource else ""
                    op = lambda name: getattr(tf.raw_ops, name + suffix)
                    table = op("HashTable")(key_dtype=tf.int64, value_dtype=tf.int64, name="table")
                    keys, values = tf.constant([5, -6, 2**62], tf.int64), tf.constant([1, 2, 3], tf.int64)
                    initialize = op("InitializeTable")(table_handle=table, keys=keys, values=values)
                    tf.add_to_collection("table_initializer", initialize)
                    k = tf.placeholder(tf.int64, [None], name="k")
                    none = tf.constant(0, tf.int64)
                    op("LookupTableFind")(table_handle=table, keys=k, default_value=none, name="found")
                    op("LookupTableSize")(table_handle=table, name="size")

                reference = self.reference(build)
                program = self.compile(reference, ["f: k -> found, size"], ["k=N"])
                self.initialize(reference)
                self.compare(reference, program, "k", [np.array([5, 6, -6]), np.array([2**62]), np.array([0, 5])])

    def build_counter(self):
        """A step counts a word, whose number a table gives."""
        words = tf.constant(["a", "b", "c"])
        table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(words, tf.constant([0, 1, 2], tf.int64)), 0)
        counts = tf.Variable(np.zeros(3, np.int32), name="counts", use_resource=False)
        steps = tf.Variable(0, name="steps", use_resource=False)
        word = tf.placeholder(tf.string, [], name="word")
        # The write to `steps` comes first in the graph's order.
        with tf.control_dependencies([tf.assign_add(steps, 1)]):
            tf.scatter_add(counts, table.lookup(word), 1, name="step")
        tf.group(tf.tables_initializer(), name="fill")
        tf.group(counts.initializer, steps.initializer, name="variables")

    def test_uninitialized_changes_nothing(self):
        reference = self.reference(self.build_counter)
        entries = ["step: word -> ; run step", "fill: -> ; run fill", "variables: -> ; run variables"]
        program = self.compile(reference, entries)
        reference.initialize()
        with self.assertRaisesRegex(tf.errors.FailedPreconditionError, re.escape("Table not initialized.")):
            reference.run("step", {"word": "b"})
        reference.initialize()
        start = reference.save(self.folder / "start")
        self.initialize(reference)
        for _ in range(3):
            reference.run("step", {"word": "b"})
        expected = read_checkpoint(reference.save(self.folder / "expected"))

        write_tensor(self.folder / "word.npy", np.array(b"b"))
        step = f"run step --feed word={self.folder / 'word.npy'}"
        with self.assertRaisesRegex(CommandFailed, r"node '.*' \(LookupTableFindV2\): Table not initialized\."):
            program.script(["run variables", step])
        failing = ["run variables", "-" + step, f"save {self.folder / 'failed'}"]
        program.script([*failing, "run fill", "run fill", step, step, step, f"save {self.folder / 'filled'}"])
        failed = read_checkpoint(self.folder / "failed")
        self.assertEqual([failed["counts"].tolist(), failed["steps"]], [[0, 0, 0], 0])
        # A checkpoint has no tables: who restores one gets them filled as well.
        program.script([f"restore {start}", step, step, step, f"save {self.folder / 'restored'}"])
        for name in ("filled", "restored"):
            actual = read_checkpoint(self.folder / name)
            self.assertEqual(actual["counts"].tolist(), expected["counts"].tolist(), name)
            self.assertEqual(actual["steps"], expected["steps"], name)

    def test_key_with_two_values(self):
        def build():
            values = tf.constant([1, 2, 3], tf.int64)
            table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(tf.constant(["a", "b", "a"]), values), 0)
            tf.identity(table.size(), name="size")

        reference = self.reference(build)
        program = self.compile(reference, ["f: -> size"])
        message = "HashTable has different value for same key. Key a has 1 and trying to add value 3"
        with self.assertRaisesRegex(tf.errors.FailedPreconditionError, message):
            self.initialize(reference)
        with self.assertRaisesRegex(CommandFailed, message):
            program.run("f", options=["--init"])
        self.assertSameBits(program.run("f", fetches=["size"])["size"], np.int64(0), "size")
