"""Every row that tslint must judge as torch does."""

from __future__ import annotations

from tests.analysis.trace.rows_basic import BASIC
from tests.analysis.trace.rows_hooks import HOOKS
from tests.analysis.trace.rows_numbers import NUMBERS
from tests.analysis.trace.rows_objects import OBJECTS
from tests.analysis.trace.rows_programs import PROGRAMS
from tests.analysis.trace.rows_python import PYTHON
from tests.analysis.trace.rows_stores import STORES
from tests.analysis.trace.rows_tensors import TENSORS
from tests.analysis.trace.rows_wrapped import WRAPPED

ROWS = (*BASIC, *TENSORS, *PROGRAMS, *NUMBERS, *STORES, *PYTHON, *HOOKS, *WRAPPED, *OBJECTS)
