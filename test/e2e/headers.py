"""Generated headers compile whatever models, entries and feeds are called."""

import os
import pathlib
import unittest

from commands import EXAMPLES, CommandTest, execute
from graph_text import GraphText

COMPILER = os.environ["VF_CXX"]
INCLUDE = EXAMPLES.parent / "runtime/include"
# What a program may have included before.
LIBRARY = "".join(f"#include <{name}>\n" for name in ("cerrno", "cmath", "cstdio", "cstdlib", "cstring", "ctime", "unistd.h"))
# Macros, types, functions, variables and structs of the C library; the namespaces of the header; a keyword.
MODELS = ("NULL EOF stdin errno int8_t size_t exp printf read strlen main time y1 environ tm timeval std vf vf_arg class").split()


class Headers(CommandTest):
    def compile_header(self, graph, model, *words):
        """Compiles a graph to folder/MODEL.o; returns the name of its header."""
        self.assertSucceeds(self.compile(graph, "--emit=obj", *words, name=f"{model}.o"))
        headers = [path.name for path in self.folder.glob("*.h") if path.stem in (model, model + "_")]
        self.assertEqual(len(headers), 1)
        return headers[0]

    def check(self, source):
        """Compiles the text of a translation unit."""
        path = self.folder / "unit.cpp"
        path.write_text(source)
        options = ("-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", f"-I{INCLUDE}")
        self.assertSucceeds(execute([COMPILER, *options, path.name], self.folder))

    def list_macros(self):
        """The macros that a program sees behind a generated header."""
        path = self.folder / "macros.cpp"
        path.write_text(LIBRARY + '#include "vf/rt/Model.h"\n')
        listed = execute([COMPILER, "-std=c++17", f"-I{INCLUDE}", "-E", "-dM", path.name], self.folder)
        self.assertSucceeds(listed)
        words = [line.split()[1] for line in listed.output.splitlines()]
        return sorted({word for word in words if "(" not in word})

    def test_models(self):
        graph = GraphText()
        graph.node("y", "Neg", [graph.placeholder("x", "float", 2)], T="type: DT_FLOAT")
        path = graph.write(self.folder / "neg.pbtxt")
        includes = [self.compile_header(path, model, "--entry", "f: x -> y") for model in MODELS]
        self.check(LIBRARY + "".join(f'#include "{name}"\n' for name in includes))

    def test_tensors_and_entries(self):
        names = [*self.list_macros(), "vf_feeds", "vf_fetches", "vf_status", "vf_arg", "VF_OK", "Model", "call", "vf", "std"]
        self.assertIn("NULL", names)
        graph = GraphText()
        feeds = [f"{name}={graph.placeholder(f'x{index}', 'float', 2)}" for index, name in enumerate(names)]
        path = graph.write(self.folder / "many.pbtxt")
        entries = [("--entry", f"{name}: x0 -> x0") for name in ("NULL", "errno", "vf_arg", "VF_OK", "Model", "call", "f")]
        words = [word for entry in entries for word in entry]
        header = self.compile_header(path, "many", "--entry", f"all: {', '.join(feeds)} -> x0", *words)
        self.check(LIBRARY + f'#include "{header}"\n')


if __name__ == "__main__":
    unittest.main()
