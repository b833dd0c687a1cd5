"""Files as accidents leave them: cut off, of mixed encodings, with bytes lost, doubled and strange."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

STRANGE = (
    b"\0", b"\xff", b"\xfe\xff", b"\xc3", b"\xed\xa0\x80", b"\x0c", b"\r", b"\r\n", b"\x1a", b"\t", b"\\\n",
    b"\\",
    b"'''", b'"', b"(", b"]", b"{", b"#", b":", b"\xe2\x80\xa8", b"\xc2\xa0",
    "\N{GREEK SMALL LETTER LAMDA}".encode(),
    b"# -*- coding: utf-16 -*-\n", b"# coding: rot13\n", b"# coding: nowhere\n", b"\xef\xbb\xbf", b"    ",
    b"@", b"*",
    b"# tslint: ignore[", b"# tslint: disable\n", b"# tslint: file-ignore[TS4]\n", b" " * 5000, b"await ",
    b"lambda:",
)  # fmt: skip


def _cut(random: Random, text: bytes) -> bytes:
    return text[: random.randint(0, len(text))]


def _lose(random: Random, text: bytes) -> bytes:
    start = random.randint(0, len(text))
    return text[:start] + text[start + random.randint(1, 200) :]


def _insert(random: Random, text: bytes) -> bytes:
    start = random.randint(0, len(text))
    return text[:start] + random.choice(STRANGE) + text[start:]


def _first(random: Random, text: bytes) -> bytes:
    return random.choice(STRANGE) + text


def _flip(random: Random, text: bytes) -> bytes:
    changed = bytearray(text or b"x")
    for _ in range(random.randint(1, 5)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _lines(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _double(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    start = random.randrange(len(lines))
    return b"\n".join([*lines[: start + random.randint(0, 30)], *lines[start:]])


def _endings(random: Random, text: bytes) -> bytes:
    return text.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\r", b"\n\x0c", b" \n")))


def _encoding(random: Random, text: bytes) -> bytes:
    return text.decode(errors="replace").encode(random.choice(("utf-16", "utf-32", "utf-8-sig", "utf-7")))


def _word(random: Random, text: bytes) -> bytes:
    words = text.split(b" ")
    words[random.randrange(len(words))] = random.choice(words)
    return b" ".join(words)


_WAYS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _cut, _lose, _insert, _first, _flip, _lines, _double, _endings, _encoding, _word, _word, _lines, _insert
)  # fmt: skip


def mutated(random: Random, text: bytes) -> bytes:
    """`text` with one to three accidents."""
    for _ in range(random.randint(1, 3)):
        text = random.choice(_WAYS)(random, text)
    return text
