"""What the release that is compiled for takes, for those who match types with no compiler to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from tslint.torchspec.load import TorchSpec


class _Dialect:
    """The release that is compiled for at present: one entry after the other, so there is one."""

    bool_for_int: ClassVar[bool] = True


def speak(spec: TorchSpec) -> None:
    """Compile for this release from here on."""
    _Dialect.bool_for_int = spec.has("bool-for-int")


def takes_bool_for_int() -> bool:
    """Whether a bool is taken where an int or a float is wanted."""
    return _Dialect.bool_for_int
