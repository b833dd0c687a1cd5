"""What is to be written, shown before it is: new files, and files that grow; nothing is overwritten."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Proposed:
    """A file with the text that it would have; `before` is what it has (None: there is none)."""

    path: Path
    before: bytes | None
    after: bytes

    def write(self) -> None:
        """Write it, whole or not at all. Raises Left for a file that is not as it was read."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.before is None:
            try:
                with open(self.path, "xb") as stream:
                    stream.write(self.after)
            except FileExistsError:
                raise Left(self.path, "it is there by now") from None
            return
        target = os.path.realpath(self.path)
        handle, temporary = tempfile.mkstemp(prefix=".tslint-", dir=os.path.dirname(target))
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(self.after)
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
            if Path(target).read_bytes() != self.before:
                raise Left(self.path, "it has changed meanwhile")
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise


class Left(Exception):
    """A file that is left as it is, the reason, and what its owner may paste."""

    def __init__(self, path: Path, reason: str, paste: str = "") -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason
        self.paste = paste


def read(path: Path, paste: str) -> str | None:
    """The text of a file with its line ends; None without a file. Raises Left where it cannot be read."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise Left(path, "it is no file", paste)
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise Left(path, "it is not UTF-8", paste) from None
    except OSError as error:
        raise Left(path, f"it cannot be read: {error.strerror or error}", paste) from None


def created(path: Path, text: str) -> Proposed:
    """A new file."""
    return Proposed(path, None, text.encode())


def grown(path: Path, before: str, at: int, added: str) -> Proposed:
    """A file with lines (that end with a line feed each) put in at an offset, with the line ends it has."""
    if "\r\n" in before:
        added = added.replace("\n", "\r\n")
    return Proposed(path, before.encode(), (before[:at] + added + before[at:]).encode())
