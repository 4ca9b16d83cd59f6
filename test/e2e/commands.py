"""Drives vf-compile and compiled programs for the tests of this folder; Python's standard library alone.

ctest sets VF_BUILD (the build folder) and VF_EXAMPLES.
"""

import array
import os
import pathlib
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["VF_BUILD"])
EXAMPLES = pathlib.Path(os.environ["VF_EXAMPLES"])


class Finished:
    """A command that ended. A negative status is the signal that killed it."""

    def __init__(self, command, status, output, errors, peak_bytes):
        self.command, self.status = command, status
        self.output, self.errors = output, errors
        self.peak_bytes = peak_bytes

    def __str__(self):
        return f"{' '.join(self.command)}\nstatus {self.status}\n{self.output}{self.errors}"


def execute(command, folder, **options):
    """Runs a command to its end; options go to Popen."""
    command = [str(word) for word in command]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, **options
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        return Finished(command, process.returncode, output.read(), errors.read(), usage.ru_maxrss * 1024)


def write_npy(path, values, shape):
    """Writes an array.array as .npy; returns the path."""
    kinds = {"f": "<f4", "i": "<i4", "q": "<i8", "B": "|u1"}
    header = repr({"descr": kinds[values.typecode], "fortran_order": False, "shape": shape})
    # The values begin at a multiple of 64 bytes: 10 bytes come before the header, its last is a newline.
    header += " " * (-(len(header) + 11) % 64) + "\n"
    start = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little")
    pathlib.Path(path).write_bytes(start + header.encode() + values.tobytes())
    return path


def floats(path, *values):
    return write_npy(path, array.array("f", values), (len(values),))


class CommandTest(unittest.TestCase):
    """A test class with a scratch folder of its own, `folder`."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="vf-e2e-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)

    @classmethod
    def compile(cls, graph, *words, name="program", **options):
        """Runs vf-compile to folder/name, expecting nothing: the caller looks at what came of it. Options: of Popen."""
        return execute([BUILD / "bin/vf-compile", graph, *words, "-o", name], cls.folder, **options)

    @classmethod
    def compile_program(cls, graph, *words, name="program", **options):
        """Compiles and returns the program's path."""
        finished = cls.compile(graph, *words, name=name, **options)
        if finished.status != 0:
            raise AssertionError(str(finished))
        return cls.folder / name

    def assertSucceeds(self, finished):
        self.assertEqual(finished.status, 0, str(finished))

    def assertFails(self, finished, *texts):
        """It ended with 1 and one error, whose text holds each of the given ones."""
        self.assertEqual(finished.status, 1, str(finished))
        self.assertEqual(finished.errors.count("error: "), 1, str(finished))
        for text in texts:
            self.assertIn(text, finished.errors, str(finished))
