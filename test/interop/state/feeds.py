"""What entries are fed: indices with repetitions, and numbers of the cell's element type, others in each call.

A feed of numbers is named after how they are drawn, a function of Element, and its shape: `bits_rows`.
"""

import zlib

import numpy as np
import tensorflow.compat.v1 as tf

SHAPE = (6, 3)

INDICES = {
    "at_one": np.int32(4),
    "at_list": np.int32([4, 1, 4, 0, 4]),
    "at_grid": np.int64([[4, 1, 4], [0, 4, 5]]),
    "at_rows": np.int32([[4], [1], [4]]),
    "at_elements": np.int64([[4, 2], [0, 0], [4, 2]]),
    "at_element_grid": np.int32([[[5, 2], [1, 1]], [[5, 2], [0, 1]]]),
}
SHAPES = {
    "scalar": (),
    "all": SHAPE,
    # The updates at the indices of the same name.
    "one": (3,),
    "list": (5, 3),
    "grid": (2, 3, 3),
    "rows": (3, 3),
    "elements": (3,),
    "element_grid": (2, 2),
    # The values of slices.
    "two_rows": (2, 3),
    "two_columns": (6, 2),
    "every_second": (3, 2),
    "new_axis": (2, 1, 3),
}
# These have an axis whose size only the run knows.
OPEN = {"at_list", "list"}


def shape_of(name):
    return INDICES[name].shape if name in INDICES else SHAPES[name.partition("_")[2]]


def value_of(name, element, call):
    if name in INDICES:
        return (INDICES[name] + call) % SHAPE[0] if name == "at_one" else np.roll(INDICES[name], call, 0)
    draw, _, shape = name.partition("_")
    random = np.random.default_rng([zlib.crc32(name.encode()), call])
    return getattr(element, draw)(random, SHAPES[shape])


def placeholder(name, element):
    shape = list(shape_of(name))
    if name.partition("_")[2] in OPEN or name in OPEN:
        shape[0] = None
    kind = INDICES[name].dtype if name in INDICES else element.tensorflow
    return tf.placeholder(kind, shape, name)
