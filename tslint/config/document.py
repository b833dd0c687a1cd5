"""A TOML text into a document, and what is wrong with it shown at its place."""

from __future__ import annotations

import re
from typing import Any

from tslint.config import toml
from tslint.config.locate import Range
from tslint.config.strict import Place
from tslint.errors import TslintError

_WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def parse(place: Place) -> dict[str, Any]:
    """The document of a text; raises TslintError, with the place, for what is no TOML."""
    try:
        return toml.loads(place.text)
    except toml.TOMLDecodeError as error:
        raise _explained(str(error), place) from None


def _explained(message: str, place: Place) -> TslintError:
    found = _WHERE.search(message)
    reason = message[: found.start()] if found else message
    reason = reason[:1].lower() + reason[1:]
    offset = len(place.text.rstrip())
    if found and found["line"]:
        before = place.text.split("\n")[: int(found["line"]) - 1]
        offset = sum(len(line) + 1 for line in before) + int(found["column"]) - 1
    return place.error_at(Range(offset, offset + 1), f"not valid TOML: {reason}")
