"""What is kept of the checkpoints of a run: the same files and the same state file as TensorFlow's Saver leaves."""

import os

import tensorflow.compat.v1 as tf

from compiled import CommandFailed, Program
from reference import InteropTest, Reference, read_checkpoint


def counter():
    """A counter that is the global step, a weight, and the Saver whose defaults the program has."""
    step = tf.train.create_global_step()
    tf.get_variable("w", initializer=tf.constant([1.0, 2.0]), use_resource=False)
    tf.assign_add(step, 1, name="advance")
    return tf.train.Saver(max_to_keep=3)


def listing(folder):
    """The checkpoints' files: everything but the state file."""
    return sorted(name for name in os.listdir(folder) if name != "checkpoint")


class Retention(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tf.disable_resource_variables()
        cls.reference = Reference(counter)
        cls.addClassCleanup(cls.reference.close)
        cls.reference.initialize()
        graph = cls.reference.write_meta_graph(cls.folder / "counter.meta")
        cls.program = Program.compile(graph, cls.folder, ["advance: -> ; run advance"])
        cls.start = cls.reference.save(cls.folder / "start")

    def saver(self, **arguments):
        with self.reference.graph.as_default():
            return tf.train.Saver(**arguments)

    def save(self, saver, prefix, calls, every, **arguments):
        """Calls the entry; saves as the program does: every so many calls and at the end."""
        for call in range(1, calls + 1):
            step = int(self.reference.run("advance:0"))
            if call % every == 0 or call == calls:
                saver.save(self.reference.session, str(prefix), step, write_meta_graph=False, **arguments)

    def folders(self, name):
        """One folder for each side."""
        ours, theirs = self.folder / f"ours-{name}", self.folder / f"theirs-{name}"
        ours.mkdir()
        theirs.mkdir()
        return ours, theirs

    def run_program(self, restored, prefix, calls, every, *options):
        words = ["--restore", restored, "--steps", calls, "--save", prefix, "--save-every", every, *options]
        self.program.run("advance", options=words)

    def assertSameFolders(self, ours, theirs):
        self.assertEqual(listing(ours), listing(theirs))
        state = (theirs / "checkpoint").read_text().replace(str(theirs), str(ours))
        self.assertEqual((ours / "checkpoint").read_text(), state)
        for latest in (tf.train.latest_checkpoint(str(ours)), tf.train.latest_checkpoint(str(theirs))):
            self.assertIsNotNone(latest)
        for name in listing(theirs):
            if name.endswith(".index"):
                for key, value in read_checkpoint(theirs / name.removesuffix(".index")).items():
                    self.assertSameBits(read_checkpoint(ours / name.removesuffix(".index"))[key], value, key)

    def test_max_to_keep(self):
        for keep in (1, 2, 3, 4, 5, 0, None):
            with self.subTest(keep=keep):
                ours, theirs = self.folders(f"keep-{keep}")
                self.reference.restore(self.start)
                self.save(self.saver(max_to_keep=keep), theirs / "m", 17, 2)
                self.run_program(self.start, ours / "m", 17, 2, "--keep", keep or 0)
                self.assertSameFolders(ours, theirs)

    def test_the_graphs_own_saver(self):
        ours, theirs = self.folders("default")
        self.reference.restore(self.start)
        self.save(self.reference.saver, theirs / "m", 7, 1)
        self.run_program(self.start, ours / "m", 7, 1)
        self.assertSameFolders(ours, theirs)

    def test_names(self):
        """Padded steps, another state file, and a folder that is seen from the working folder."""
        ours, theirs = self.folders("names")
        self.reference.restore(self.start)
        saver, here = self.saver(max_to_keep=2, pad_step_number=True), os.getcwd()
        try:
            os.chdir(self.folder)
            self.save(saver, f"{theirs.name}/m", 5, 1, latest_filename="mine")
        finally:
            os.chdir(here)
        self.run_program(self.start, f"{ours.name}/m", 5, 1, "--keep", 2, "--pad-step", "--state-file", "mine")
        self.assertEqual((ours / "mine").read_text(), (theirs / "mine").read_text())
        self.assertEqual(listing(ours), listing(theirs))

    def test_keep_every_n_hours(self):
        """With spans shorter than any save, all are kept; with long ones, none. (Unit tests have those between.)"""
        for hours in (1e-9, 10.0):
            with self.subTest(hours=hours):
                ours, theirs = self.folders(f"hours-{hours}")
                self.reference.restore(self.start)
                saver = self.saver(max_to_keep=2, keep_checkpoint_every_n_hours=hours)
                self.save(saver, theirs / "m", 6, 1)
                self.run_program(self.start, ours / "m", 6, 1, "--keep", 2, "--keep-every-hours", hours)
                self.assertSameFolders(ours, theirs)

    def test_going_on(self):
        """After TensorFlow's saves and after our own, in another process; TensorFlow recovers its list itself."""
        for first in ("tensorflow", "program"):
            with self.subTest(first=first):
                ours, theirs = self.folders(f"after-{first}")
                self.reference.restore(self.start)
                self.save(self.saver(max_to_keep=3), theirs / "m", 5, 1)
                if first == "tensorflow":
                    for name in os.listdir(theirs):
                        content = (theirs / name).read_bytes()
                        (ours / name).write_bytes(content.replace(bytes(theirs), bytes(ours)))
                else:
                    self.run_program(self.start, ours / "m", 5, 1, "--keep", 3)
                saver = self.saver(max_to_keep=3)
                saver.recover_last_checkpoints(tf.train.get_checkpoint_state(str(theirs)).all_model_checkpoint_paths)
                self.save(saver, theirs / "m", 2, 1)
                self.run_program(ours, ours / "m", 2, 1, "--keep", 3)
                self.assertSameFolders(ours, theirs)

    def test_state_file_errors(self):
        """What TensorFlow refuses for its state file is refused here, before the run."""
        cases = {
            "a/b": lambda: self.reference.saver.save(self.reference.session, str(self.folder / "m"), latest_filename="a/b"),
            "m": lambda: self.reference.saver.save(self.reference.session, str(self.folder / "m"), latest_filename="m"),
        }
        for name, save in cases.items():
            with self.subTest(name):
                with self.assertRaises(ValueError):
                    save()
                with self.assertRaises(CommandFailed) as caught:
                    self.program.run("advance", options=["--init", "--save", "m", "--state-file", name])
                self.assertEqual(caught.exception.status, 2)

    def test_renamed_and_missing_keys(self):
        """A checkpoint of a graph whose variables have other names."""

        def older():
            tf.get_variable("model/w", initializer=tf.constant([7.0, 8.0]), use_resource=False)

        reference = Reference(older)
        self.addCleanup(reference.close)
        reference.initialize()
        old = reference.save(self.folder / "older")
        with self.assertRaises(CommandFailed) as caught:
            self.program.run("advance", options=["--restore", old])
        self.assertIn("Key w not found in checkpoint", caught.exception.errors)
        options = ["--restore", old, "--map", "model/(.*)=$1", "--restore-partial", "--save", "renamed"]
        self.program.run("advance", options=options)
        values = read_checkpoint(self.folder / "renamed")
        self.assertEqual(values["w"].tolist(), [7.0, 8.0])
        self.assertEqual(int(values["global_step"]), 1)
