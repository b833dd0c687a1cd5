"""Words for errors: the exception, shortened, with the user's line that it came from."""

from __future__ import annotations

import os
import sys
import traceback
import types

LONGEST = 3000
MOST_LINES = 24
FIRST_LINES = 8
"""What is kept of one message: the compiler lists every variant of an operator, then quotes the source."""


def shorten(text: str, longest: int = LONGEST) -> str:
    """The text, its middle cut out where it is longer than `longest` characters or MOST_LINES lines."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        text = "\n".join([*lines[:FIRST_LINES], "[...]", *lines[FIRST_LINES - MOST_LINES :]])
    if len(text) <= longest:
        return text
    half = longest // 2
    return text[:half] + " [...] " + text[-half:]


def show_path(path: str) -> str:
    """A path relative to the working directory where it lies below it, else as it is."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return path
    return path if relative.startswith("..") else relative


def is_users(filename: str) -> bool:
    """Whether a file is neither Python's own, nor torch's, nor the worker's."""
    here = os.path.dirname(os.path.abspath(__file__))
    torch = sys.modules.get("torch")
    torch_file = getattr(torch, "__file__", None)
    libraries = [here, os.path.dirname(os.path.abspath(os.__file__))]
    if torch_file:
        libraries.append(os.path.dirname(os.path.abspath(torch_file)))
    site_packages = os.sep + "site-packages" + os.sep
    if filename.startswith("<"):
        return False
    path = os.path.abspath(filename)
    # site-packages lies below the standard library: only its own frames and torch's are left out.
    if site_packages in path:
        return not any(path.startswith(place + os.sep) for place in (here, libraries[-1]))
    return not any(path.startswith(place + os.sep) for place in libraries)


def place_of(error: BaseException) -> str:
    """`file:line in function` of the innermost frame that is the user's, or an empty string."""
    frames: list[tuple[types.FrameType, int]] = list(traceback.walk_tb(error.__traceback__))
    for frame, line in reversed(frames):
        filename = frame.f_code.co_filename
        if is_users(filename):
            return f"{show_path(filename)}:{line} in {frame.f_code.co_name}"
    return ""


def describe(error: BaseException) -> str:
    """One error for the report: type, message, and the user's line."""
    try:
        message = str(error).strip()
    except Exception:
        message = "(its message could not be read)"
    text = type(error).__name__ + (": " + message if message else "")
    if isinstance(error, SystemExit):
        text = f"sys.exit({shorten(message, 200)}) was called"
    if isinstance(error, MemoryError):
        text = "out of memory" + (" (" + message + ")" if message else "")
    place = place_of(error)
    return shorten(text) + (" (" + place + ")" if place else "")
