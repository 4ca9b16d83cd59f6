"""Compile time grows linearly with the graph: each doubling of the variables takes at most 2.5 times as long.

Processor time of whole compiles. What else the machine does can only add to it: where a ratio is too large, everything
is measured again, and the least time of each graph counts.
"""

import resource
import unittest

from commands import CommandTest
from graph_text import GraphText, data_type

SIZES = (1000, 2000, 4000)
LIMIT = 2.5
ATTEMPTS = 3


def build_graph(count):
    """A chain of `count` updates: each variable's gradient is read off the variable before it."""
    graph = GraphText()
    kind = data_type("float")
    rate = graph.constant("rate", "float", [0.5])
    gradient = graph.placeholder("x", "float", 16)
    updates = []
    for index in range(count):
        variable = graph.variable(f"v{index}", 16, value=1.0)
        updates.append(graph.node(f"update{index}", "ApplyGradientDescent", [variable, rate, gradient], T=kind))
        gradient = graph.node(f"next{index}", "Mul", [f"v{index}/read", gradient], T=kind)
    graph.node("train", "NoOp", [f"^{update}" for update in updates])
    return graph


def is_linear(times):
    return all(larger <= LIMIT * smaller for smaller, larger in zip(times, times[1:]))


class CompileTime(CommandTest):
    def seconds(self, graph):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.compile_program(graph, "--entry", "train: x -> ; run train")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def test_linear(self):
        graphs = [build_graph(count).write(self.folder / f"chain{count}.pbtxt") for count in SIZES]
        times = [float("inf")] * len(SIZES)
        for _ in range(ATTEMPTS):
            times = [min(least, self.seconds(graph)) for least, graph in zip(times, graphs)]
            print("seconds:", dict(zip(SIZES, (f"{taken:.2f}" for taken in times))))
            if is_linear(times):
                return
        self.fail(f"a doubling of the variables takes more than {LIMIT} times as long: {times}")


if __name__ == "__main__":
    unittest.main()
