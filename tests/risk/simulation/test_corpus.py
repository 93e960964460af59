"""The simulation's dates are the scheduler's: a sample of the corpus; all of it is ``tests/corpus/simulate_msproject.py``'s."""

from __future__ import annotations

import pytest

from itpm.interop import mspdi
from itpm.model import SchedulingPolicy

from tests.corpus.simulate_msproject import compared
from tests.support import oracle_files

SAMPLE = [file for file in oracle_files("msproject/xml", "*.xml") if file.stat().st_size < 1_500_000][::6]
POLICIES = [SchedulingPolicy.ms_project(), SchedulingPolicy.primavera(), SchedulingPolicy.textbook()]


@pytest.mark.parametrize("file", SAMPLE, ids=lambda file: file.stem)
def test_one_point_durations_give_exactly_the_deterministic_schedule(file):
    plan = mspdi.loads(file.read_text(encoding="utf-8-sig"))
    for policy in POLICIES:
        assert compared(plan, policy)[1] == []


@pytest.mark.parametrize("file", SAMPLE[::2], ids=lambda file: file.stem)
def test_with_any_durations_every_date_is_the_schedulers(file):
    plan = mspdi.loads(file.read_text(encoding="utf-8-sig"))
    assert compared(plan, SchedulingPolicy.ms_project(), spread=True)[1] == []
