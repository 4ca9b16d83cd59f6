"""Rows about whole variables: reading, initializing, assigning, counting."""

from functools import partial

import numpy as np
import tensorflow.compat.v1 as tf

from . import combiners
from .feeds import SHAPE
from .rows import NUMBERS, Row


def assign_before(cell):
    return tf.control_dependencies([tf.assign(cell.variables["var"], cell.feed("bits_all"))])


def build_read(cell):
    with assign_before(cell):
        return {"value": cell.variables["var"].read_value()}


def build_initialize(cell):
    """Runs the initializer of a variable that the call before has overwritten."""
    with tf.control_dependencies([cell.variables["var"].initializer]):
        initialized = tf.identity(cell.variables["var"].read_value())
    with tf.control_dependencies([initialized]):
        cell.targets.append(tf.assign(cell.variables["var"], cell.feed("bits_all")).op)
    return {"initialized": initialized}


def build_is_initialized(cell):
    """The variable has no initializer, so the first call finds it without a value."""
    kind = cell.element.tensorflow
    attributes = {"dtype": kind, "shape": SHAPE, "shared_name": cell.name}
    if cell.is_resource:
        variable = tf.raw_ops.VarHandleOp(**attributes)
        test = partial(tf.raw_ops.VarIsInitializedOp, resource=variable)
        assign = partial(tf.raw_ops.AssignVariableOp, resource=variable)
        read = partial(tf.raw_ops.ReadVariableOp, resource=variable, dtype=kind)
    else:
        variable = tf.raw_ops.VariableV2(**attributes)
        test = partial(tf.raw_ops.IsVariableInitialized, ref=variable)
        assign = partial(tf.raw_ops.Assign, ref=variable)
        read = partial(tf.raw_ops.Identity, input=variable)
    before = test()
    with tf.control_dependencies([before]):
        assignment = assign(value=cell.feed("bits_all"))
    with tf.control_dependencies([assignment]):
        return {"before": before, "after": test(), "value": read()}


def assign(element, variables, value):
    variables["var"][...] = value


def assigning(combiner):
    def rule(element, variables, value):
        variables["var"][...] = combiners.combine(combiner, variables["var"], value)

    return rule


def count(element, variables):
    before = variables["var"].copy()
    variables["var"] += 1
    return {"out": before}


ROWS = [
    Row("read", ("Identity", "ReadVariableOp"), build=build_read),
    Row("initialize", ("Assign", "AssignVariableOp"), build=build_initialize),
    Row("is_initialized", ("IsVariableInitialized", "VarIsInitializedOp"), variables={}, build=build_is_initialized),
    *(
        Row(name, ("Assign", "AssignVariableOp"), ("var", "bits_all"), attributes={"validate_shape": flag}, rule=assign)
        for name, flag in {"assign": True, "assign_any_shape": False}.items()
    ),
    *(
        Row(
            f"assign_{combiner}",
            (f"Assign{combiner.title()}", f"Assign{combiner.title()}VariableOp"),
            ("var", "values_all"),
            types=NUMBERS,
            rule=assigning(combiner),
        )
        for combiner in ("add", "sub")
    ),
    Row(
        "count_up_to",
        ("CountUpTo", "ResourceCountUpTo"),
        ("var",),
        variables={"var": lambda element: np.zeros((), element.storage)},
        attributes={"limit": 10},
        rule=count,
    ),
]
