"""Compile time grows linearly with the graph: each doubling of the variables takes at most 2.5 times as long.

Processor time of compiles. What else the machine does can only add to it: where a ratio is too large, everything
is measured again, and the least time of each graph counts.
"""

import resource
import unittest

from commands import CommandTest, execute
from graph_text import GraphText, data_type, shape

LIMIT = 2.5
ATTEMPTS = 3
SMALL_STACK_BYTES = 256 << 10


def build_updates(count):
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


def build_initializers(count):
    """A chain of `count` variables, each initialized through the one declared after it, the last one at random."""
    graph = GraphText()
    kind = data_type("float")
    dims = graph.constant("dims", "int32", [3], 1)
    start = graph.node("random", "RandomUniform", [dims], T=data_type("int32"), dtype=kind, seed="i: 7")
    for index in range(count):
        source = f"v{index + 1}"
        if index + 1 < count:
            start_value = graph.node(f"value{index}", "Identity", [source, f"^{source}/Assign"], T=kind)
        else:
            start_value = start
        graph.node(f"v{index}", "VariableV2", dtype=kind, shape=shape(3))
        graph.node(f"v{index}/Assign", "Assign", [f"v{index}", start_value], T=kind)
    graph.node("first", "Identity", ["v0"], T=kind)
    graph.node("last", "Identity", [f"v{count - 1}"], T=kind)
    return graph


def limit_stack():
    resource.setrlimit(resource.RLIMIT_STACK, (SMALL_STACK_BYTES, SMALL_STACK_BYTES))


def is_linear(times):
    return all(larger <= LIMIT * smaller for smaller, larger in zip(times, times[1:]))


class CompileTime(CommandTest):
    def seconds(self, graph, *words, **options):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.compile_program(graph, *words, **options)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def check(self, build, sizes, *words, **options):
        graphs = [build(count).write(self.folder / f"{count}.pbtxt") for count in sizes]
        times = [float("inf")] * len(sizes)
        for _ in range(ATTEMPTS):
            times = [min(least, self.seconds(graph, *words, **options)) for least, graph in zip(times, graphs)]
            print("seconds:", dict(zip(sizes, (f"{taken:.2f}" for taken in times))))
            if is_linear(times):
                return
        self.fail(f"a doubling of the variables takes more than {LIMIT} times as long: {times}")

    def test_chain_of_updates(self):
        self.check(build_updates, (1000, 2000, 4000), "--entry", "train: x -> ; run train")

    def test_chain_of_initializers(self):
        """Nothing in a compile recurses along the chain; its random values are drawn once."""
        words = ("--entry", "get: -> first, last")
        self.check(build_initializers, (10000, 20000, 40000), *words, "--emit=core", preexec_fn=limit_stack)
        program = self.compile_program(self.folder / "10000.pbtxt", *words, preexec_fn=limit_stack)
        finished = execute([program, "run", "get", *"--init --print first --print last".split()], self.folder)
        self.assertSucceeds(finished)
        first, last = (line.split(" = ")[1] for line in finished.output.splitlines())
        self.assertEqual(first, last)
        self.assertEqual(len(set(first.split(","))), 3, first)


if __name__ == "__main__":
    unittest.main()
