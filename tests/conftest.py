"""Hypothesis profiles, the oracles' line in the report, and the fixture that finds them.

Profiles, chosen by the variable HYPOTHESIS_PROFILE: ``dev`` (default) looks for new examples on every run, ``ci``
repeats the same ones on every machine, ``thorough`` looks long. None has a deadline: nothing is timed in a test.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import support

_PATIENT = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("dev", deadline=None, max_examples=100, suppress_health_check=_PATIENT)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=60,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=_PATIENT,
)
settings.register_profile("thorough", deadline=None, max_examples=2000, suppress_health_check=_PATIENT)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_report_header() -> str:
    return f"oracles: {'found' if support.oracles_present() else 'absent, tests that need them are skipped'}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it at the end too: a quiet or parallel run shows no header."""
    if not support.oracles_present():
        terminalreporter.write_line("oracles: absent, tests that need them were skipped")


@pytest.fixture(scope="session")
def oracle() -> Callable[[str], Path]:
    """Finds an oracle's folder, or skips the test: ``oracle("published")``."""
    return support.oracle
