"""Primavera P6's XER files: plans in and out, and the dates P6 computed, for comparison.

Example:
    >>> from itpm.interop import xer
    >>> xer.loads("<html/>")
    Traceback (most recent call last):
    itpm.errors.PlanError: line 1: expected a P6 XER file, whose first line begins with ERMHDR, got '<html/>'
"""

from itpm.interop.xer.loading import loads
from itpm.interop.xer.stored import stored_dates
from itpm.interop.xer.writing import dumps

__all__ = ["dumps", "loads", "stored_dates"]
