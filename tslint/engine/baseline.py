"""The baseline: findings that are known and left for later, so that only new ones are told.

A finding is known by its rule, path, entry and the text of its line, not by a line number: old debt stays
quiet when lines above it come and go. Of findings that are alike as many are quiet as the baseline counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import msgspec

from tslint.errors import TslintError
from tslint.report.fingerprint import Key, LinesOf, keys
from tslint.report.paths import shown_path
from tslint.rules.model import Report

VERSION = 1


class _Known(msgspec.Struct, forbid_unknown_fields=True):
    rule: str
    path: str
    entry: str
    line: str
    count: int = 1


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    findings: list[_Known]


def read_baseline(file: Path) -> Counter[Key]:
    """What a baseline holds; raises TslintError for a file that is missing or none."""
    try:
        document = msgspec.json.decode(file.read_bytes(), type=_Document)
    except FileNotFoundError:
        raise TslintError(f"{file}: there is no baseline here; `tslint baseline create` makes one") from None
    except OSError as error:
        raise TslintError(f"{file}: cannot read the baseline: {error.strerror or error}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TslintError(f"{file}: not a baseline of tslint: {error}") from None
    if document.version != VERSION:
        raise TslintError(f"{file}: a baseline of version {document.version}; this tslint reads {VERSION}")
    known: Counter[Key] = Counter()
    for entry in document.findings:
        known[Key(entry.rule, entry.path, entry.entry, entry.line)] += entry.count
    return known


def baseline_text(known: Counter[Key]) -> str:
    """A baseline as it is written: in order, one line after the other, so that changes of it can be read."""
    findings = [_Known(*key, count) for key, count in sorted(known.items()) if count > 0]
    data = msgspec.json.encode(_Document(VERSION, [_writable(known) for known in findings]))
    return msgspec.json.format(data, indent=1).decode() + "\n"


def _writable(known: _Known) -> _Known:
    """Half surrogate pairs, which JSON cannot hold, spelled out: as in the keys that are compared."""
    return _Known(*_spelled(Key(known.rule, known.path, known.entry, known.line)), known.count)


def _spelled(key: Key) -> Key:
    return Key(*(word.encode("utf-8", "backslashreplace").decode() for word in key))


def known_now(report: Report, root: Path, lines_of: LinesOf) -> Counter[Key]:
    """What a baseline of this report holds; paths are relative to `root`."""
    return Counter(_spelled(key) for key in keys(report, root, lines_of))


def without_known(
    report: Report, known: Counter[Key], root: Path, lines_of: LinesOf
) -> tuple[Report, Counter[Key]]:
    """The report of what is new, and what of the baseline was not found. Verdicts of entries stay."""
    left = Counter(known)
    kept: dict[int, int] = {}
    for index, key in enumerate(keys(report, root, lines_of)):
        if left[_spelled(key)] > 0:
            left[_spelled(key)] -= 1
        else:
            kept[index] = len(kept)
    entries = tuple(
        replace(entry, findings=tuple(kept[index] for index in entry.findings if index in kept))
        for entry in report.entries
    )
    findings = tuple(report.findings[index] for index in kept)
    return replace(report, entries=entries, findings=findings), +left


def expired(left: Counter[Key], checked: Collection[str], root: Path) -> list[Key]:
    """Of what was not found, that which is gone: its file was checked, or is no more."""
    paths = {shown_path(path, root) for path in checked}
    return [key for key in sorted(left) if key.path in paths or not (root / key.path).exists()]
