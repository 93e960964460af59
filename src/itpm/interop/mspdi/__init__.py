"""MS Project XML (MSPDI): plans in and out, and the dates MS Project computed, for comparison.

Example:
    >>> from itpm.interop import mspdi
    >>> mspdi.loads("<html/>")
    Traceback (most recent call last):
    itpm.errors.PlanError: line 1: expected the root element <Project>, got <html>
"""

from itpm.interop.mspdi.loading import loads
from itpm.interop.mspdi.stored import stored_dates
from itpm.interop.mspdi.writing import dumps

__all__ = ["dumps", "loads", "stored_dates"]
