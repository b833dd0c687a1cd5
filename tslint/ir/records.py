"""Records: values that are compared by what they hold, which the type checker keeps from being changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

_Record = TypeVar("_Record")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object):
        """Python 3.10 has none yet, and only type checkers read it."""
        return lambda function: function


@dataclass_transform(frozen_default=True)
def record(cls: type[_Record]) -> type[_Record]:
    """As `dataclass(frozen=True, slots=True)`, made in half the time: nothing guards it at run time.

    An analysis makes a million of these.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
