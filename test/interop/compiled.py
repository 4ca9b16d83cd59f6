"""The compiled side: vf-compile and the programs it makes, driven through their command lines.

Tensors go in and out as .npy files. A bfloat16 tensor is stored there as its bits, in uint16.
"""

import os
import pathlib
import subprocess

import ml_dtypes
import numpy as np

TIMEOUT_SECONDS = 300


class CommandFailed(Exception):
    """A command ended with another status than 0. `status`, `errors`: its exit status and standard error."""

    def __init__(self, command, finished):
        self.status, self.errors = finished.returncode, finished.stderr
        super().__init__(f"{' '.join(map(str, command))}\nended with {self.status}:\n{self.errors}")


def execute(command, folder):
    """Runs a command that must end with 0; returns how it finished, with what it wrote."""
    finished = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    if finished.returncode != 0:
        raise CommandFailed(command, finished)
    return finished


def write_tensor(path, value):
    value = np.asarray(value)
    np.save(path, value.view(np.uint16) if value.dtype == ml_dtypes.bfloat16 else value)


class Program:
    """A compiled graph. Its scratch files lie in `folder`, which the caller owns. `warnings`: what the compiler said."""

    def __init__(self, path, folder, warnings=""):
        self.path, self.folder, self.warnings = pathlib.Path(path), pathlib.Path(folder), warnings

    @classmethod
    def compile(cls, graph, folder, entries, shapes=(), name="program", options=()):
        """Compiles the graph file `graph` with the given ENTRY and SHAPE texts into folder/name.

        options: further words of the command line.
        """
        command = [os.environ["VF_COMPILE"], graph, "-o", name]
        command += [word for entry in entries for word in ("--entry", entry)]
        command += [word for shape in shapes for word in ("--shape", shape)]
        warnings = execute([*command, *options], folder).stderr
        return cls(pathlib.Path(folder) / name, folder, warnings)

    def run(self, entry, feeds=None, fetches=(), data=None, options=()):
        """Runs `PROG run ENTRY` in a process of its own and returns the fetched tensors by name.

        feeds, data: arrays by public name, given as --feed and --data. options: further words of the command line.
        """
        command = [self.path, "run", entry]
        for option, values in (("--feed", feeds or {}), ("--data", data or {})):
            for name, value in values.items():
                path = self.folder / f"{name}.in.npy"
                write_tensor(path, value)
                command += [option, f"{name}={path}"]
        outputs = {name: self.folder / f"{name}.out.npy" for name in fetches}
        for name, path in outputs.items():
            path.unlink(missing_ok=True)
            command += ["--fetch", f"{name}={path}"]
        execute([*command, *options], self.folder)
        return {name: np.load(path) for name, path in outputs.items()}

    def script(self, lines):
        """Runs `PROG script` on the given lines, in a process of its own; returns its standard output."""
        path = self.folder / "calls.script"
        path.write_text("".join(f"{line}\n" for line in lines))
        return execute([self.path, "script", path], self.folder).stdout
