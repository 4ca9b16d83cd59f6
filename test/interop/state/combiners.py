"""What an update does to one element, in NumPy: integers wrap, division truncates toward zero."""

import numpy as np


def divide(old, new):
    if not np.issubdtype(np.asarray(old).dtype, np.integer):
        return old / new
    quotient = old // new
    return quotient + ((old % new != 0) & ((old < 0) != (new < 0))).astype(quotient.dtype)


def add(old, new):
    return old | new if old.dtype == bool else old + new


def subtract(old, new):
    return old ^ new if old.dtype == bool else old - new


COMBINERS = {
    "update": lambda old, new: new,
    "add": add,
    "sub": subtract,
    "mul": lambda old, new: old * new,
    "div": divide,
    "min": np.minimum,
    "max": np.maximum,
}


def combine(combiner, old, new):
    with np.errstate(all="ignore"):
        return COMBINERS[combiner](old, new)
