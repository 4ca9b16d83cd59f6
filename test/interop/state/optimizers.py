"""Rows of optimizers, for dense gradients and for gradients of rows that repeat.

The ops are called as such. TensorFlow 2's classes sum the gradients of a repeated row beforehand, with an op that
graphs of TensorFlow 1 do not have; the update ops apply them one after another.
"""

import numpy as np
import tensorflow.compat.v1 as tf

from .rows import FLOATS, FLOATS_AND_COMPLEX, Row, start

# By name: slots with their initial values, inputs in the op's order (the gradient stands at None), attributes.
OPTIMIZERS = {
    "GradientDescent": ({}, {"alpha": 0.5, "delta": None}, {}),
    "Momentum": ({"accum": 0.5}, {"lr": 0.125, "grad": None, "momentum": 0.875}, {"nesterov": {"use_nesterov": True}}),
    "Adagrad": ({"accum": 0.1}, {"lr": 0.5, "grad": None}, {"frozen": {"update_slots": False}}),
    "Adadelta": (
        {"accum": 0.1, "accum_update": 0.2},
        {"lr": 0.5, "rho": 0.95, "epsilon": 1e-3, "grad": None},
        {},
    ),
    "Adam": (
        {"m": 0.1, "v": 0.2},
        {"beta1_power": 0.9, "beta2_power": 0.99, "lr": 0.1, "beta1": 0.9, "beta2": 0.99}
        | {"epsilon": 1e-3, "grad": None},
        {"nesterov": {"use_nesterov": True}},
    ),
    "RMSProp": (
        {"ms": 1.0, "mom": 0.1},
        {"lr": 0.1, "rho": 0.9, "momentum": 0.5, "epsilon": 1e-2, "grad": None},
        {},
    ),
    "CenteredRMSProp": (
        {"mg": 0.1, "ms": 2.0, "mom": 0.1},
        {"lr": 0.1, "rho": 0.9, "momentum": 0.5, "epsilon": 1e-2, "grad": None},
        {},
    ),
    "Ftrl": (
        {"accum": 0.5, "linear": 0.3},
        {"grad": None, "lr": 0.5, "l1": 0.25, "l2": 0.25, "lr_power": -0.5},
        {"by_rate": {"multiply_linear_by_lr": True}},
    ),
    "FtrlV2": (
        {"accum": 0.5, "linear": 0.3},
        {"grad": None, "lr": 0.5, "l1": 0.25, "l2": 0.25, "l2_shrinkage": 0.125, "lr_power": -0.375},
        {},
    ),
}
# They compare, which complex numbers do not.
COMPARING = ("Ftrl", "FtrlV2")
# Their sparse forms are graphs of other updates.
COMPOSED = {"GradientDescent", "Adam"}


# ---------------------------------------------------------------------------------------------------------------------
# What TensorFlow has no kernels for: RMSProp for sparse gradients of bfloat16
# ---------------------------------------------------------------------------------------------------------------------


def rms_prop(element, variables, gradient, indices):
    """Both kinds, row by row."""
    lr, rho, momentum, epsilon = (element.storage.type(number) for number in (0.1, 0.9, 0.5, 1e-2))
    one = element.storage.type(1)
    var, ms, mom = (variables[name] for name in ("var", "ms", "mom"))
    for row, g in zip(indices, gradient):
        ms[row] = ms[row] * rho + g * g * (one - rho)
        spread = ms[row] + epsilon
        if "mg" in variables:
            mg = variables["mg"]
            mg[row] = mg[row] * rho + g * (one - rho)
            spread = spread - mg[row] * mg[row]
        mom[row] = mom[row] * momentum + g * lr / np.sqrt(spread)
        var[row] -= mom[row]


# ---------------------------------------------------------------------------------------------------------------------
# Sparse steps that are several ops
# ---------------------------------------------------------------------------------------------------------------------


class PlainAdam(tf.train.AdamOptimizer):
    """As TensorFlow 1's: repeated rows are not summed beforehand."""

    def _apply_sparse_duplicate_indices(self, grad, var):
        return self._apply_sparse(grad, var)

    def _resource_apply_sparse_duplicate_indices(self, grad, handle, indices):
        return self._resource_apply_sparse(grad, handle, indices)


def build_composed(make):
    def build(cell):
        optimizer = make()
        optimizer._valid_dtypes = lambda: {cell.element.tensorflow}
        gradient = tf.IndexedSlices(cell.feed("values_list"), cell.feed("at_list"))
        cell.targets.append(optimizer.apply_gradients([(gradient, cell.variables["var"])]))
        return {}

    return build


def update(name, attributes, suffix, is_sparse):
    slots, scalars, _ = OPTIMIZERS[name]
    kernel = f"{'Sparse' if is_sparse else ''}Apply{name}"
    gradient = ("values_list", "at_list") if is_sparse else ("values_all",)
    inputs = ["var", *slots]
    for value in scalars.values():
        inputs += gradient if value is None else (value,)
    return Row(
        f"{'sparse_' if is_sparse else ''}{name}{suffix}",
        (kernel, f"Resource{kernel}"),
        tuple(inputs),
        variables={"var": start, **slots},
        attributes=attributes,
        types=FLOATS if name in COMPARING else FLOATS_AND_COMPLEX,
        rule=rms_prop if is_sparse and "RMSProp" in name else None,
        # Powers are functions of libraries, square roots and divisions of complex numbers a matter of formulas.
        tolerance={"float": 16 if name == "FtrlV2" else 2, "complex": 8},
    )


def composed(name, make):
    """The kernel named is the last of the step."""
    return Row(
        f"sparse_{name}",
        ("AssignSub", "AssignSubVariableOp"),
        types=FLOATS,
        tolerance={"float": 2},
        build=build_composed(make),
    )


ROWS = [
    update(name, attributes, suffix, is_sparse)
    for is_sparse in (False, True)
    for name, (_, _, variants) in OPTIMIZERS.items()
    if not (is_sparse and name in COMPOSED)
    for suffix, attributes in {"": {}, **{f"_{variant}": flags for variant, flags in variants.items()}}.items()
] + [
    composed("GradientDescent", lambda: tf.train.GradientDescentOptimizer(0.5)),
    composed("Adam", lambda: PlainAdam(0.1, epsilon=1e-3)),
]
