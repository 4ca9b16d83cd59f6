"""A training step that is large enough to be shared by threads: a dense layer with a tanh, by gradient descent."""

import array
import random

from commands import write_npy
from graph_text import GraphText, data_type

BATCH, SIZE = 300, 512
ENTRY = ("--entry", "train: x, y -> ; run train", "--shape", f"x=Bx{SIZE}", "--shape", f"y=Bx{SIZE}")


def build_graph():
    graph = GraphText()
    kind = data_type("float")
    weights = graph.variable("w", SIZE, SIZE, value=0.001)
    x, y = (graph.placeholder(name, "float", None, SIZE) for name in "xy")

    def product(name, left, right, transpose_left):
        return graph.node(
            name, "MatMul", [left, right], T=kind, transpose_a=f"b: {transpose_left}", transpose_b="b: false"
        )

    error = graph.node("error", "Sub", [product("layer", x, "w/read", "false"), y], T=kind)
    bent = graph.node("bent", "Tanh", [error], T=kind)
    rate = graph.constant("rate", "float", [0.01])
    graph.node("train", "ApplyGradientDescent", [weights, rate, product("gradient", x, bent, "true")], T=kind)
    return graph


def write_feeds(folder):
    """Writes x.npy and y.npy; returns the words that feed them."""
    numbers = random.Random(1)
    words = []
    for name in "xy":
        values = array.array("f", (numbers.uniform(-1, 1) for _ in range(BATCH * SIZE)))
        words += ["--feed", f"{name}={write_npy(folder / f'{name}.npy', values, (BATCH, SIZE))}"]
    return words
