"""The one exception that users see: a message that says what is wrong and what to do (exit code 2)."""

from __future__ import annotations


class TslintError(Exception):
    """tslint could not do its work; the message is one line for the user, without a traceback.

    `excerpt` are lines to be shown below it: the place in a file, with a caret.
    """

    def __init__(self, message: str, excerpt: str = "") -> None:
        super().__init__(message)
        self.excerpt = excerpt
