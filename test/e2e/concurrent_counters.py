"""count_up_to gives concurrent callers distinct numbers, where writers run one at a time and where they do not."""

import os
import pathlib
import unittest

from commands import BUILD, EXAMPLES, CommandTest, execute
from graph_text import GraphText, data_type, shape

COMPILER = os.environ["VF_CXX"]
INCLUDE = EXAMPLES.parent / "runtime/include"
DRIVER = pathlib.Path(__file__).with_name("concurrent_counters.cpp")
LIMIT = 1000000  # as many as the driver counts


class ConcurrentCounters(CommandTest):
    def test_numbers_are_distinct(self):
        graph = GraphText()
        kind = data_type("int64")
        graph.node("n", "VariableV2", dtype=kind, shape=shape())
        zero = "tensor { dtype: DT_INT64 tensor_shape {} int64_val: 0 }"
        graph.node("zero", "Const", dtype=kind, value=zero)
        graph.node("n/Assign", "Assign", ["n", "zero"], T=kind)
        graph.node("next", "CountUpTo", ["n"], T=kind, limit=f"i: {LIMIT}")
        path = graph.write(self.folder / "counter.pbtxt")
        words = ["--emit=static", "--entry", "count: -> next"]
        self.assertSucceeds(self.compile(path, *words, name="libcounter.a"))
        libraries = ["libcounter.a", BUILD / "lib/libvfrt.a", BUILD / "lib/libvfrt_ckpt.a", "-pthread"]
        program = [COMPILER, "-std=c++17", "-O1", f"-I{INCLUDE}", DRIVER, *libraries, "-o", "counters"]
        self.assertSucceeds(execute(program, self.folder))
        for lock_free in (0, 1):
            with self.subTest(lock_free=lock_free):
                self.assertSucceeds(execute([self.folder / "counters", lock_free], self.folder))


if __name__ == "__main__":
    unittest.main()
