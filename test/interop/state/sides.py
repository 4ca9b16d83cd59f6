"""The three who run a graph's cells: TensorFlow, NumPy where TensorFlow has no code for a type, and what we compile.

Each gives, by cell and call, the state after the call and the outputs: arrays by name.
"""

import re

import numpy as np
import tensorflow.compat.v1 as tf

from compiled import Program, write_tensor
from reference import read_checkpoint

from . import feeds

CALLS = 3


def run_in_tensorflow(graph):
    """Returns lists of results by cell name, and by cell name the error texts where TensorFlow has no code."""
    options = tf.GraphOptions(place_pruned_graph=True)
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1, graph_options=options)
    results = {cell.name: [] for cell in graph.cells}
    refusals = {}
    with tf.Session(graph=graph.graph, config=config) as session:
        session.run(graph.initialize)
        for call in range(CALLS):
            for cell in graph.cells:
                if cell.name in refusals:
                    continue
                values = {cell.placeholders[name]: to_tensorflow(cell, name, call) for name in cell.feeds}
                try:
                    found, _ = session.run([cell.outputs, cell.targets], values)
                    found |= session.run({name: graph.values[name] for name in cell.state_names()})
                except (tf.errors.InvalidArgumentError, tf.errors.InternalError) as error:
                    refusals[cell.name] = find_reason(cell, error)
                    del results[cell.name]
                    continue
                results[cell.name].append({name: cell.element.from_tensorflow(found[name]) for name in found})
    return results, refusals


def to_tensorflow(cell, name, call):
    value = feeds.value_of(name, cell.element, call)
    return value if name in feeds.INDICES else cell.element.to_tensorflow(value)


def find_reason(cell, error):
    """TensorFlow's words for lacking code, as they are for every type; other errors are raised."""
    if match := re.search(r"No OpKernel was registered to support Op '\w+'", error.message):
        return match[0]
    # Updates of parts make a later read of a resource copy it.
    if "Unsupported dtype" in error.message:
        return f"Unsupported dtype, at a read after {cell.kernel}"
    raise error


def run_in_numpy(cell):
    """Returns the list of results."""
    row, element = cell.row, cell.element
    variables = {name: cell.initial(initial) for name, initial in row.variables.items()}
    results = []
    for call in range(CALLS):
        inputs = [feeds.value_of(name, element, call) for name in cell.feeds]
        outputs = row.rule(element, variables, *inputs) or {name: variables["var"] for name in cell.outputs}
        state = {f"{cell.name}/{name}": value.copy() for name, value in variables.items()}
        results.append({**{name: np.array(value) for name, value in outputs.items()}, **state})
    return results


def run_compiled(graph, folder):
    """Returns lists of results by cell name. Each cell is an entry of one program, run by one script."""
    meta = graph.write(folder / "table.meta")
    program = Program.compile(meta, folder, [entry_of(cell) for cell in graph.cells], name="table")
    lines = ["init"]
    for call in range(CALLS):
        for name in {name for cell in graph.cells for name in cell.feeds}:
            write_tensor(folder / f"{name}.{call}.npy", feeds.value_of(name, graph.element, call))
        lines += [line_of(cell, call, folder) for cell in graph.cells]
        lines.append(f"save {folder}/state.{call}")
    program.script(lines)
    results = {cell.name: [] for cell in graph.cells}
    for call in range(CALLS):
        state = read_checkpoint(folder / f"state.{call}")
        for cell in graph.cells:
            outputs = {name: read_tensor(output_path(cell, name, call, folder), cell) for name in cell.outputs}
            found = {**outputs, **{name: state[name] for name in cell.state_names()}}
            results[cell.name].append({name: graph.element.from_tensorflow(found[name]) for name in found})
    return results


def entry_of(cell):
    fetches = (f"{name}={tensor.name}" for name, tensor in cell.outputs.items())
    targets = ", ".join(target.name for target in cell.targets)
    return f"{cell.name}: {', '.join(cell.feeds)} -> {', '.join(fetches)}" + (f" ; run {targets}" if targets else "")


def output_path(cell, name, call, folder):
    return folder / f"{cell.name}.{name}.{call}.npy"


def read_tensor(path, cell):
    """An .npy file holds the bits of bfloat16."""
    array = np.load(path)
    is_bits = array.dtype == np.uint16 and cell.element.name == "bfloat16"
    return array.view(cell.element.storage) if is_bits else array


def line_of(cell, call, folder):
    words = [f"--feed {name}={folder}/{name}.{call}.npy" for name in cell.feeds]
    words += [f"--fetch {name}={output_path(cell, name, call, folder)}" for name in cell.outputs]
    return f"run {cell.name} {' '.join(words)}"
