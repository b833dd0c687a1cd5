"""Forwards that put inputs into objects of the project, and add, index, walk over or ask these."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

_BOXES = """
class Boxes:
    def __init__(self, values):
        self.values = values

    def __add__(self, other):
        return Boxes(self.values + other.values)

    def __neg__(self):
        return Boxes(-self.values)

    def __getitem__(self, index):
        return Boxes(self.values[index])

    def __iter__(self):
        return iter(self.values)

    def __len__(self):
        return self.values.shape[0]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    @property
    def last(self):
        return self.values[-1] if self.values.shape[0] > 3 else self.values[0]


class Positive(Boxes):
    def __bool__(self):
        return bool(self.values.sum() > 0)


class Measured:
    def __init__(self, values):
        self.values, self.largest = values, float(values.max())


class Halved:
    def __init__(self, values):
        self.values = values[: values.shape[0] // 2]
        self.values = self.values + 1


class Rows:
    def __init__(self, values):
        self.rows = [row for row in values]
"""
_RECORD = """
import dataclasses


@dataclasses.dataclass
class Batch:
    values: Tensor
    count: int = 0

    def __post_init__(self):
        self.count = len(self.values)
"""
_SCALE = """
class Scale(nn.Module):
    def __init__(self, by):
        super().__init__()
        self.by = by
        self.by = self.by * 2

    def forward(self, x):
        return x / self.by
"""

OBJECTS = (
    lost("object_adds", "return (Boxes(x) + Boxes(x)).last", top=_BOXES),
    kept("object_adds_faithfully", "return (-(Boxes(x) + Boxes(x))).values", top=_BOXES),
    lost("object_is_indexed", "return Boxes(x)[x[:, 0] > -9].last.sum()", top=_BOXES),
    kept("object_is_indexed_faithfully", "return Boxes(x)[1:].values", top=_BOXES),
    lost("object_is_walked_over", "return sum(row * 2 for row in Boxes(x))", top=_BOXES),
    lost("object_is_asked", "return x if Positive(x) else -x", top=_BOXES),
    lost("object_has_a_length", "return x * len(Boxes(x))", top=_BOXES),
    lost("object_is_entered", "with Boxes(x) as boxes:\n    return boxes.last", top=_BOXES),
    lost("constructor_converts", "return x / Measured(x).largest", top=_BOXES),
    kept("constructor_cuts", "return Halved(x).values", top=_BOXES),
    lost("constructor_loops", "return torch.stack(Rows(x).rows)", top=_BOXES),
    lost("record_counts", "return x / Batch(x).count", top=_RECORD),
    kept("module_of_a_size", "return Scale(x.shape[0])(x)", top=_SCALE),
    lost("iterator_of_rows", "rows = iter(x)\nfirst = next(rows)\nreturn first - next(rows)"),
    kept("rows_turned_round", "return reversed(x) * 2"),
)
