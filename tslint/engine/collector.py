"""Python's garbage collector, kept from walking over millions of syntax nodes again and again."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_GROWN = 2
"""How many times as much as was left by the last tidying makes the next one worth its time."""
_left = 0


@contextmanager
def seldom() -> Iterator[None]:
    """Collections of young objects only: an analysis reads more and more files, and keeps all of their trees.

    The usual thresholds would walk over all of them whenever they have grown by a quarter.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def undisturbed() -> Iterator[None]:
    """No collection inside: parsing 2,000 files takes a sixth of the time.

    What is alive at the end is set aside, so that later collections pass over it, until `tidy` is called: as
    long as it has no cycles it goes without a collection, and syntax trees have none.
    """
    enabled = gc.isenabled()
    tidy()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def tidy() -> None:
    """Collect what earlier checks left, where that may be as much again as what is in use.

    Projects go round in circles, and what was set aside while one of them lay about would stay for good. The
    first call in a process finds nothing left.
    """
    global _left
    held = sys.getallocatedblocks()  # counting them touches none: a process that was forked goes on sharing
    if _left and held > _GROWN * _left:
        gc.unfreeze()
        gc.collect()
        held = sys.getallocatedblocks()
    elif _left:
        return
    _left = held
