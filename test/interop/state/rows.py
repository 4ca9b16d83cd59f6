"""What a line of the table says: an op by reference and by resource, its inputs, and what NumPy would do.

The two kinds of variables differ in the op's name alone, unless the row builds its nodes itself.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from .elements import GROUPS
from .feeds import SHAPE

ALL = frozenset(name for names in GROUPS.values() for name in names)
NUMBERS = ALL - set(GROUPS["bool"])
ORDERED = NUMBERS - set(GROUPS["complex"])
FLOATS = frozenset(GROUPS["float"])
FLOATS_AND_COMPLEX = FLOATS | set(GROUPS["complex"])


def start(element):
    return element.values(np.random.default_rng(1), SHAPE)


@dataclasses.dataclass(frozen=True)
class Row:
    """`kernels`: TensorFlow's ops by reference and by resource; their definitions say which types they take.

    inputs: in the op's order, a name of `variables` or of a feed, a number or an array of positions.
    variables: by name the number they start from, or a function of an Element that gives the array.
    types: of these, those that the op's definition takes have a cell.
    rule: what NumPy does. Called with an Element, the variables' arrays, which it updates, and the values of the feeds
        among the inputs; may return outputs by name, else the op yields its variable. A row without a rule needs a
        kernel of TensorFlow's for each cell.
    tolerance: by group of types, how many units the results may be apart (`compare.distance`); else bits are compared.
    build: if the row is more than one op: called with a Cell, returns its outputs by name.
    """

    name: str
    kernels: tuple[str, str]
    inputs: tuple = ()
    variables: dict = dataclasses.field(default_factory=lambda: {"var": start})
    attributes: dict = dataclasses.field(default_factory=dict)
    types: frozenset = ALL
    rule: Callable | None = None
    tolerance: dict = dataclasses.field(default_factory=dict)
    build: Callable | None = None
