"""The graph of one element type: a cell for each row and kind of variable, with variables of its own."""

import numpy as np
import tensorflow.compat.v1 as tf
from tensorflow.python.framework import op_def_registry

from . import feeds


def takes(kernel, element):
    """Whether the definition of TensorFlow's op `kernel` takes the type; whether there is code for it is not asked."""
    for attribute in op_def_registry.get(kernel).attr:
        if attribute.name in ("T", "dtype") and attribute.HasField("allowed_values"):
            return element.tensorflow.as_datatype_enum in attribute.allowed_values.list.type
    return True


class Cell:
    """One op in one type on one kind of variable.

    variables: tf.Variable by the row's name for it; all_variables: also those that an optimizer has made.
    outputs: tensors by name; targets: what runs beside them.
    """

    def __init__(self, row, element, is_resource, placeholders):
        self.row, self.element, self.is_resource = row, element, is_resource
        self.name = f"{row.name}_{'resource' if is_resource else 'ref'}"
        self.kernel = row.kernels[is_resource]
        self.placeholders = placeholders
        self.tolerance = row.tolerance.get(element.group, 0)
        self.feeds, self.targets, self.outputs = [], [], {}
        before = len(tf.global_variables())
        with tf.name_scope(f"{self.name}/"):
            self.variables = {name: self.create(name, initial) for name, initial in row.variables.items()}
            self.outputs = row.build(self) if row.build else self.build()
            self.outputs = {name: tf.identity(value, f"out_{name}") for name, value in self.outputs.items()}
        self.all_variables = tf.global_variables()[before:]

    def create(self, name, initial):
        value = self.initial(initial)
        constant = tf.constant(self.element.to_tensorflow(value), self.element.tensorflow)
        return tf.Variable(constant, name=name, use_resource=self.is_resource)

    def initial(self, initial):
        if callable(initial):
            return initial(self.element)
        return np.full(feeds.SHAPE, initial, self.element.storage)

    def feed(self, name):
        self.feeds.append(name)
        if name not in self.placeholders:
            with tf.name_scope(None):
                self.placeholders[name] = feeds.placeholder(name, self.element)
        return self.placeholders[name]

    def input(self, what):
        if isinstance(what, np.ndarray):
            return tf.constant(what)
        if isinstance(what, float):
            return tf.constant(what, self.element.tensorflow)
        if what in self.variables:
            return self.variables[what].handle if self.is_resource else self.variables[what]._ref()
        return self.feed(what)

    def build(self):
        definition = op_def_registry.get(self.kernel)
        names = [argument.name for argument in definition.input_arg]
        inputs = dict(zip(names, map(self.input, self.row.inputs), strict=True))
        known = {attribute.name for attribute in definition.attr}
        attributes = {name: value for name, value in self.row.attributes.items() if name in known}
        if "T" in known and all(argument.type_attr != "T" for argument in definition.input_arg):
            attributes["T"] = self.element.tensorflow
        result = getattr(tf.raw_ops, self.kernel)(**inputs, **attributes)
        if isinstance(result, tf.Tensor):
            return {"out": result}
        self.targets.append(result)
        return {}

    def state_names(self):
        return [variable.op.name for variable in self.all_variables]


class Graph:
    """The cells of an element type, as a graph with a Saver of all their variables."""

    def __init__(self, rows, element):
        self.element, self.cells = element, []
        placeholders = {}
        self.graph = tf.Graph()
        with self.graph.as_default():
            for row in rows:
                for is_resource, kernel in enumerate(row.kernels):
                    if element.name in row.types and takes(kernel, element):
                        self.cells.append(Cell(row, element, bool(is_resource), placeholders))
            self.initialize = tf.global_variables_initializer()
            self.values = {v.op.name: v.value() if hasattr(v, "handle") else v._ref() for v in tf.global_variables()}
            self.saver = tf.train.Saver(max_to_keep=None)

    def write(self, path):
        tf.train.export_meta_graph(str(path), graph=self.graph, saver_def=self.saver.as_saver_def())
        return path
