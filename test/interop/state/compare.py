"""When two results of a cell are the same, and how far apart they are otherwise."""

import ml_dtypes
import numpy as np


def distance(actual, expected):
    """The largest difference of two arrays of floats or complex numbers.

    In units of the type's precision, relative to numbers above 1 and absolute below; NaN if one is NaN.
    """
    precision = float(ml_dtypes.finfo(actual.real.dtype).eps)
    wide = np.complex128 if np.iscomplexobj(actual) else np.float64
    actual, expected = actual.astype(wide), expected.astype(wide)
    apart = np.abs(actual - expected) / np.maximum(1, np.abs(expected)) / precision
    return float(np.max(apart, initial=0))


def find_difference(actual, expected, tolerance):
    """Returns what differs first, or None, of two dicts of arrays by name; without a tolerance bits count."""
    if actual.keys() != expected.keys():
        return f"expected {sorted(expected)}, found {sorted(actual)}"
    for name, array in expected.items():
        found = actual[name]
        if (found.dtype, found.shape) != (array.dtype, array.shape):
            return f"{name}: expected {array.dtype}{array.shape}, found {found.dtype}{found.shape}"
        if found.tobytes() == array.tobytes():
            continue
        apart = distance(found, array) if tolerance else float("inf")
        if not apart <= tolerance:
            return f"{name}: {apart} units apart: expected {array.tolist()}, found {found.tolist()}"
    return None
