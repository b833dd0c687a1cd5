"""Writing new texts to their files: whole or not at all, and only over what was read."""

from __future__ import annotations

import ast
import io
import os
import stat
import tempfile
import tokenize
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from tslint.fixes.apply import FixResult


@dataclass(slots=True)
class WriteResult:
    """The files that were written, and those that were left alone with the reason."""

    written: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


class Left(Exception):
    """A file is not written; the message says why."""


def write(result: FixResult, read: Mapping[str, bytes]) -> WriteResult:
    """Write the texts of `result`. `read` holds the bytes of each file from which its text was decoded.

    Encoding (PEP 263, byte order mark), line ends and mode stay as they are; a symbolic link stays one.
    A file that has other bytes by now, and a result that does not parse or cannot be encoded, are left alone.
    """
    outcome = WriteResult()
    for path, text in result.texts.items():
        try:
            if path not in read:
                raise Left("its bytes were not read")
            _replace(os.path.realpath(path), read[path], encoded(text, read[path]))
        except Left as left:
            outcome.left.append((path, str(left)))
        except OSError as error:
            outcome.left.append((path, f"it cannot be written: {error.strerror or error}"))
        else:
            outcome.written.append(path)
    return outcome


def encoded(text: str, before: bytes) -> bytes:
    """The text as bytes in the encoding and with the line ends of `before`. Raises Left where that fails."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(before).readline)
        if "\r" not in text and before.count(b"\r\n") == before.count(b"\n"):
            text = text.replace("\n", "\r\n")
        encoded = text.removeprefix("\ufeff").encode(encoding)
    except UnicodeEncodeError as error:
        raise Left(f"its encoding, {error.encoding}, has no {text[error.start]!r}") from None
    except (SyntaxError, LookupError) as error:
        raise Left(f"its encoding is not known: {error}") from None
    except UnicodeError as error:  # of encodings for other things than text: idna, punycode
        raise Left(f"it cannot be written in its encoding: {error}") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(encoded, "<fixed>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        except SyntaxError as error:
            raise Left(f"the result does not parse (line {error.lineno}: {error.msg})") from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise Left(f"the result does not parse: {error}") from None
    return encoded


def _replace(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of a file that still holds `before`. Raises Left, OSError."""
    if not os.access(path, os.W_OK):
        raise Left("it is not there any more" if not os.path.exists(path) else "it is read-only")
    handle, temporary = tempfile.mkstemp(prefix=".tslint-", suffix=".tmp", dir=os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
        with open(path, "rb") as file:
            if file.read() != before:
                raise Left("it has changed since it was read")
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
