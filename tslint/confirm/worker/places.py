"""Where in the user's source a node of a saved graph, or an error of its interpreter, comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .describe import describe, is_users, shorten, show_path

# A traced node holds the Python frames of its recording, innermost first; a scripted one its own place.
_TRACED = re.compile(r"^(?P<file>\S.*)\((?P<line>\d+)\): (?P<name>[\w<>]+)$", re.MULTILINE)
_SCRIPTED = re.compile(r'^ *File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
_ORIGINAL = "original code (most recent call last):"
_SERIALIZED = re.compile(r"^ *Serialized\b.*", re.MULTILINE | re.DOTALL)
_SAID = re.compile(r"^\w*(?:Error|Exception)\b: .*$", re.MULTILINE)
ON_THE_CPU = ("cpu", "meta")


def place_in(text: str) -> str:
    """`file:line` of the user's own line in a node's source range; empty where it has none."""
    text = _SERIALIZED.sub("", text)
    scripted = [found for found in _SCRIPTED.finditer(text) if is_users(found["file"])]
    traced = (found for found in _TRACED.finditer(text) if is_users(found["file"]))
    # Of a chain of scripted calls the last is the innermost, and all lie inside of the traced frames.
    found = scripted[-1] if scripted else next(traced, None)
    return "" if found is None else f"{show_path(found['file'])}:{found['line']}"


def describe_in_graph(error: BaseException) -> str:
    """An error as `describe` tells it; one of the interpreter in a line, with the line of the source."""
    text = str(error)
    _, found, original = text.partition(_ORIGINAL)
    said = _SAID.search(original)
    if not found or said is None:
        return describe(error)
    place = place_in(original)
    sentence = shorten(said[0].split(". ")[0], 300)
    return f"{sentence} ({place})" if place else sentence


def baked_devices(loaded: Any) -> list[str]:
    """The devices other than the CPU that a loaded export has in its graph, each with the line it is from."""
    found = []
    for node in _nodes(loaded.inlined_graph):
        if node.kind() == "aten::cuda":
            found.append(_at(node, "cuda"))
        elif node.kind() == "prim::Constant" and str(node.output().type()) == "Device":
            device = node.s("value")
            if device.partition(":")[0] not in ON_THE_CPU:
                # The constant itself has lost its place when it was saved; who uses it has kept theirs.
                found += [_at(use.user, device) for use in node.output().uses()]
    return list(dict.fromkeys(found))


def _at(node: Any, device: str) -> str:
    place = place_in(node.sourceRange())
    return f"{place} ({device})" if place else f"{node.kind()} ({device})"


def _nodes(block: Any) -> Iterator[Any]:
    for node in block.nodes():
        yield node
        for inner in node.blocks():
            yield from _nodes(inner)
