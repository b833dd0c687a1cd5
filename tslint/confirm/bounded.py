"""Captured output that cannot grow: its beginning and its end are kept, the middle is counted."""

from __future__ import annotations


class BoundedOutput:
    """Bytes written by a worker; keeps `head` bytes from the front and `tail` from the back."""

    def __init__(self, head: int = 2048, tail: int = 6144) -> None:
        self._head_limit = head
        self._tail_limit = tail
        self._head = b""
        self._tail = b""
        self.size = 0

    def add(self, data: bytes) -> None:
        """Take more output."""
        self.size += len(data)
        room = self._head_limit - len(self._head)
        self._head += data[:room]
        if len(data) > room:
            self._tail = (self._tail + data[room:])[-self._tail_limit :]

    def text(self) -> str:
        """What was kept, with a line that says how much is missing."""
        missing = self.size - len(self._head) - len(self._tail)
        middle = f"\n[... {missing} bytes left out ...]\n".encode() if missing else b""
        return (self._head + middle + self._tail).decode("utf-8", "replace")
