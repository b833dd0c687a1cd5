"""Nesting, literals and encodings at the edge of what Python reads."""

from __future__ import annotations

from random import Random

_DEEP = (
    ("(", "<x>", ")", 60),
    ("[", "<x>", "]", 60),
    ("not ", "<x>", "", 300),
    ("-", "<x>", "", 300),
    ("", "<x>", ".t()", 200),
    ("", "<x>", "[0]", 200),
    ("", "<x>", " + x", 300),
    ("lambda: ", "<x>", "", 80),
    ("f(", "<x>", ")", 50),
    ("{'a': ", "<x>", "}", 50),
    ("x if n else ", "<x>", "", 100),
    ("x < ", "<x>", "", 300),
    ("(x, *", "<x>", ",)", 40),
    ("x and ", "<x>", "", 200),
    ("[v for v in ", "<x>", "]", 18),
    ("helper(n, k=", "<x>", ")", 50),
)
_HUGE = (
    "0x" + "f" * 6_000,
    "1" * 4_000,
    "0b" + "1" * 20_000,
    "1e999",
    "'" + "a" * 20_000 + "'",
    "b'" + "\\xff" * 5_000 + "'",
    "[" + "1, " * 3_000 + "]",
    "{" + ", ".join(f"{n}: x" for n in range(1_000)) + "}",
    "9 ** 9 ** 9",
    "1 << (1 << 40)",
    "'a' * 10 ** 12",
    "[0] * 10 ** 12",
    "(1,) * 10 ** 9",
    "range(10 ** 18)",
    "list(range(10 ** 9))",
    "10 ** 5_000",
    "f'" + "{x}" * 1_000 + "'",
    "-9223372036854775809",
    "1_0" * 50,
    '"""' + "line\n" * 500 + '"""',
)

_BLOCKS = ("if x:", "for x in x:", "while n:", "with x:", "def f(x):", "class C:", "try:")


def extreme(random: Random) -> str:
    """A statement with an expression nested deeply, or with a huge literal; or blocks in blocks."""
    kind = random.randrange(5)
    if kind == 0:
        return f"x = {random.choice(_HUGE)}"
    if kind == 1:
        words = random.choices(_BLOCKS, k=random.randint(5, 30))
        lines = [" " * depth + word for depth, word in enumerate(words)]
        lines.append(" " * len(words) + "x = x")
        ends = [" " * depth + "finally: n" for depth, word in enumerate(words) if word == "try:"]
        return "\n".join([*lines, *reversed(ends)])
    if kind == 2:
        return "if x:\n    pass\n" + "elif n:\n    x = n\n" * random.randint(20, 150) + "else:\n    pass"
    before, inside, after, most = random.choice(_DEEP)
    times = random.randint(most // 2, most)
    return "x = " + before * times + inside.replace("<x>", "x") + after * times


def encoded(random: Random, text: str) -> bytes:
    """The text of a program as bytes: in most cases UTF-8, else as some editors and systems keep it."""
    kind = random.randrange(24)
    if kind == 0:
        text = text.replace("\n", "\r\n")
    elif kind == 1:
        text = text.replace("\n", "\r")
    elif kind == 2:
        return b"\xef\xbb\xbf" + text.encode()
    elif kind == 3:
        return b"# -*- coding: latin-1 -*-\n# \xe9\xff\n" + text.encode("ascii", "ignore")
    elif kind == 4:
        return f"#!python\n# vim: set fileencoding=cp1252 :\n{text}".encode("cp1252", "ignore")
    elif kind == 5:
        text = text.replace("\n\n", "\n\x0c\n").replace("\n    return", "\n\x0c    return")
    elif kind == 6:
        text = text.replace("    ", "\t")
    elif kind == 7:
        text = text.rstrip("\n")
    elif kind == 8:
        text = text.replace("\n\n", "\n#\N{LINE SEPARATOR}\x0b\x1c\x85\n")
    return text.encode()
