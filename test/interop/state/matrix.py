"""The printed table: ops down, element types across, in each place one sign for ref and one for resource variables."""

import dataclasses
import enum


class Outcome(enum.Enum):
    AGREES = "="
    AGREES_WITH_NUMPY = "n"
    DIFFERS = "X"


NO_CELL = "."
LEGEND = """\
=  agrees with TensorFlow    n  TensorFlow has no code for the type: agrees with NumPy    X  differs
.  no cell: the op's definition, or what the op means, leaves the type out
First by reference, then by resource."""


@dataclasses.dataclass(frozen=True)
class Judgement:
    """refusal: what TensorFlow said where it has no code for the type. difference: what differs, and from whom."""

    outcome: Outcome
    refusal: str = ""
    difference: str = ""


class Matrix:
    """Judgements by row, element type and kind of variable."""

    def __init__(self, rows, elements):
        self.rows, self.elements = [row.name for row in rows], [element.name for element in elements]
        self.cells = {}

    def add(self, cell, judgement):
        self.cells[cell.row.name, cell.element.name, cell.is_resource] = judgement

    def count(self, outcome):
        return sum(judgement.outcome is outcome for judgement in self.cells.values())

    def signs(self, row, element):
        cells = (self.cells.get((row, element, is_resource)) for is_resource in (False, True))
        return "".join(cell.outcome.value if cell else NO_CELL for cell in cells)

    def refusals(self):
        """TensorFlow's error texts, each with the types that it was about."""
        types = {}
        for (_, element, _), judgement in self.cells.items():
            if judgement.refusal:
                types.setdefault(judgement.refusal, {})[element] = True
        return [f"{text}: {', '.join(names)}" for text, names in sorted(types.items())]

    def differences(self):
        return [
            f"{row} {element} {'resource' if is_resource else 'ref'}: {judgement.difference}"
            for (row, element, is_resource), judgement in self.cells.items()
            if judgement.difference
        ]

    def __str__(self):
        width = max(map(len, self.rows))
        lines = [" ".join([" " * width, *self.elements])]
        for row in self.rows:
            signs = (self.signs(row, element).ljust(len(element)) for element in self.elements)
            lines.append(" ".join([row.ljust(width), *signs]).rstrip())
        counts = ", ".join(f"{self.count(outcome)} {outcome.name.lower()}".replace("_", " ") for outcome in Outcome)
        return "\n".join([*lines, LEGEND, *self.refusals(), f"{len(self.cells)} cells: {counts}"])
