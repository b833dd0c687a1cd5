"""What holds for every test, wherever the tests are started from."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Processes that a test interrupts hear it: what a shell starts in the background is deaf to SIGINT, and
    children inherit that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
