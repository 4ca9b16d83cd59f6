"""Rows about parts of variables: rows and elements by indices, which repeat, and slices."""

import numpy as np

from . import combiners
from .rows import ALL, NUMBERS, ORDERED, Row

# How the operands of a combiner are drawn.
DRAWS = {"update": "bits", "div": "divisors"}


def scattering(combiner, depth):
    """At the indices' places in their order: a part of the variable that `depth` coordinates lead to, or one index."""

    def rule(element, variables, indices, updates):
        places = indices.reshape(-1, depth or 1)
        parts = updates.reshape(len(places), *updates.shape[indices.ndim - bool(depth) :]) if updates.ndim else None
        for i, place in enumerate(map(tuple, places)):
            update = updates if parts is None else parts[i]
            variables["var"][place] = combiners.combine(combiner, variables["var"][place], update)

    return rule


def scatter(combiner, indices, updates):
    types = {"update": ALL, "min": ORDERED, "max": ORDERED}.get(combiner, NUMBERS)
    kernel = f"Scatter{combiner.title()}"
    # A signaling NaN of bfloat16 that is repeated becomes a quiet one.
    draw = "values" if (combiner, updates) == ("update", "scalar") else DRAWS.get(combiner, "values")
    return Row(
        f"scatter_{combiner}_{'scalar' if updates == 'scalar' else indices}",
        (kernel, f"Resource{kernel}"),
        ("var", f"at_{indices}", f"{draw}_{updates}"),
        types=types,
        rule=scattering(combiner, depth=0),
        # NumPy rounds products of complex numbers elsewhere; up to nine follow each other.
        tolerance={"complex": 4} if combiner in ("mul", "div") else {},
    )


def scatter_nd(combiner, places, depth):
    kernel = f"ScatterNd{combiner.title()}"
    return Row(
        f"scatter_nd_{combiner}_{places}",
        (kernel, f"Resource{kernel}"),
        ("var", f"at_{places}", f"{DRAWS.get(combiner, 'values')}_{places}"),
        rule=scattering(combiner, depth),
    )


def slice_assign(name, places, value, begin, end, strides, **masks):
    """`places`: NumPy's words for the slice."""

    def rule(element, variables, value):
        variables["var"][places] = value

    return Row(
        f"slice_assign_{name}",
        ("StridedSliceAssign", "ResourceStridedSliceAssign"),
        ("var", *map(np.int32, (begin, end, strides)), f"bits_{value}"),
        attributes=masks,
        rule=rule,
    )


ROWS = [
    *(
        scatter(combiner, *shapes)
        for combiner in combiners.COMBINERS
        for shapes in (("one", "one"), ("list", "list"), ("grid", "grid"), ("list", "scalar"))
    ),
    *(
        scatter_nd(combiner, places, depth)
        for combiner in ("update", "add", "sub")
        for places, depth in {"rows": 1, "elements": 2, "element_grid": 2}.items()
    ),
    slice_assign("begin", np.s_[:2], "two_rows", [9], [2], [1], begin_mask=1),
    slice_assign("end", np.s_[-2:], "two_rows", [-2], [0], [1], end_mask=1),
    slice_assign("ellipsis", np.s_[..., 1:], "two_columns", [0, 1], [0, 3], [1, 1], ellipsis_mask=1),
    slice_assign("new_axis", np.s_[2:4, np.newaxis], "new_axis", [2, 0], [4, 0], [1, 1], new_axis_mask=2),
    slice_assign("shrink_axis", np.s_[4], "one", [4], [5], [1], shrink_axis_mask=1),
    slice_assign("strides", np.s_[::-2, 2:0:-1], "every_second", [0, 2], [0, 0], [-2, -1], begin_mask=1, end_mask=1),
]
