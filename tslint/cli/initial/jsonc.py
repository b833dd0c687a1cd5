"""JSON with comments and trailing commas, as VS Code keeps its settings: read, one list of it extended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|[\[\]{},:]|[^\s\[\]{},:"/]+', re.DOTALL)


def loads(text: str) -> Any:
    """The document, or None where it is none."""
    plain = [token for _, token in _tokens(text)]
    kept = [
        token
        for number, token in enumerate(plain)
        if not (token == "," and plain[number + 1 : number + 2] in (["]"], ["}"]))
    ]
    try:
        return json.loads(" ".join(kept))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ListEnd:
    """Where further elements of a list go, and how they are set apart from what is there."""

    offset: int
    before: str
    """What goes before the first of them: a comma where one is missing."""
    indent: str

    def elements(self, values: Sequence[Any]) -> str:
        """The text to put in."""
        written = [json.dumps(value, indent=2).replace("\n", f"\n{self.indent}") for value in values]
        return self.before + ",".join(f"\n{self.indent}{text}" for text in written)


def end_of_list(text: str, key: str) -> ListEnd | None:
    """The end of the list under a key of the outermost object; None for one that is empty or not there."""
    depth = 0
    tokens = list(_tokens(text))
    for number, (_, token) in enumerate(tokens):
        depth += (token in "[{") - (token in "]}") if len(token) == 1 else 0
        follows = [after for _, after in tokens[number + 1 : number + 3]]
        if depth == 1 and token == json.dumps(key) and follows == [":", "["]:
            return _end(text, tokens[number + 2 :])
    return None


def _end(text: str, tokens: list[tuple[int, str]]) -> ListEnd | None:
    """`tokens` begin with the bracket that opens the list."""
    depth = 0
    for number, (_, token) in enumerate(tokens):
        depth += (token in "[{") - (token in "]}") if len(token) == 1 else 0
        if depth == 0:
            if number == 1:
                return None
            at, last = tokens[number - 1]
            first = tokens[1][0]
            line = text[text.rfind("\n", 0, first) + 1 : first]
            indent = line if not line.strip() else "    "
            return ListEnd(at + len(last), "" if last == "," else ",", indent)
    return None


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    for match in _TOKEN.finditer(text):
        if not match[0].startswith(("//", "/*")):
            yield match.start(), match[0]
