from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.interop.json_converter import reader_of, writer_of
from itpm.interop.json_types import is_plain
from itpm.lifecycle.cutover import CutoverError, CutoverRunbook, CutoverStep, Rehearsal, StepTiming

from tests.lifecycle.cutover.samples import REHEARSAL, runbook, step


def faults(make):
    with pytest.raises(CutoverError) as error:
        make()
    return [str(fault) for fault in error.value.faults]


def test_1_8_million_records_at_90_000_an_hour_take_20_hours():
    assert CutoverStep("migrate", amount=1_800_000, rate=90_000).planned == 20 * 60
    assert StepTiming("migrate", "5h", amount=450_000).rate == Decimal(90_000)
    assert StepTiming("migrate", "5h", amount=450_000).minutes_for(Decimal(1_800_000)) == 20 * 60


def test_a_typed_duration_counts_before_amount_and_rate_and_parts_of_minutes_are_rounded_up():
    assert CutoverStep("x", "16h", amount=100, rate=1).planned == 960
    assert CutoverStep("x", amount=100, rate=7000).planned == 1
    assert StepTiming("x", "0m", amount=5).rate is None


@given(st.integers(1, 10**9), st.integers(1, 10**6))
def test_what_is_planned_by_rate_suffices_and_a_minute_less_would_not(amount, rate):
    try:
        planned = CutoverStep("x", amount=amount, rate=rate).planned
    except CutoverError:
        assert amount > rate * 24 * 365
        return
    assert planned * rate >= amount * 60 > (planned - 1) * rate


def test_the_table_holds_plan_rehearsal_way_back_and_proof():
    table = runbook().table()
    assert table.title == "CRM: runbook, Fri 26 Jun 20:00 to Mon 29 Jun 06:00"
    assert table.rows[2] == (
        "migrate", "20 h", "20 h", "backup", "migrate", "6 h", "restore the backup", "seen",
    )  # fmt: skip
    assert table.records()[0]["planned_minutes"] == 60
    assert table.records()[0]["rehearsed_minutes"] == 45
    assert table.records()[6]["rehearsed_minutes"] is None


def test_the_latest_rehearsal_of_a_step_counts():
    later = Rehearsal("2026-06-20", [StepTiming("migrate", "6h", amount=450_000)])
    both = runbook(rehearsals=[later, REHEARSAL])
    assert [r.at.day for r in both.rehearsals] == [13, 20]
    assert both.rehearsed("migrate") == later.timings[0]
    assert both.rehearsed("stop") == REHEARSAL.timings[0]
    assert both.rehearsed("open") is None


def test_everything_wrong_with_a_runbook_is_said_at_once():
    assert faults(
        lambda: runbook(
            [step("a", "1h", after="b"), step("a", "1h"), step("build", "1h", after="biuld")],
            closes="2026-06-26 20:00",
            rehearsals=[Rehearsal("2026-06-13", [StepTiming("bild", "1h")])],
        )
    ) == [
        "closes: the window closes 2026-06-26 20:00:00, not after it opens 2026-06-26 20:00:00",
        "step 'a': the key is given to 2 steps",
        "step 'a'.after: there is no step 'b'",
        "step 'build'.after: there is no step 'biuld'; did you mean 'build'?",
        "rehearsal of 2026-06-13: there is no step 'bild'; did you mean 'build'?",
    ]
    assert faults(lambda: runbook([], rehearsals=[])) == ["steps: a runbook has at least one step"]
    assert faults(lambda: CutoverStep("")) == [
        "step: a step needs a key",
        "step ''.duration: expected a duration, or an amount and a rate",
    ]


@pytest.mark.parametrize(
    ("after", "circle"),
    [({"a": "a"}, "a -> a"), ({"a": "b", "b": "c", "c": "a", "d": "c"}, ("a -> c -> b -> a", "c -> b -> a -> c"))],
)
def test_steps_after_each_other_are_named_in_their_circle(after, circle):
    steps = [step(key, "1h", after=before) for key, before in after.items()]
    (found,) = faults(lambda: runbook(steps, rehearsals=[]))
    assert found.removeprefix("steps: steps come after each other: ") in circle


def test_a_chain_of_ten_thousand_steps_is_no_trouble_and_neither_is_a_circle_of_them():
    keys = [str(n) for n in range(10_000)]
    chain = [step(key, "1m", after=before) for key, before in zip(keys, [(), *keys[:-1]], strict=True)]
    assert len(runbook(chain, rehearsals=[])) == 10_000
    (found,) = faults(lambda: runbook([evolve(chain[0], after=["9999"]), *chain[1:]], rehearsals=[]))
    assert found.count("->") == 10_000


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: CutoverStep("x", amount="1e15", rate=1), "longer than a year"),
        (lambda: runbook(closes="2028-06-26"), "the window is 17524 h long, longer than a year"),
        (
            lambda: runbook(rehearsals=[Rehearsal("2026-06-13", [StepTiming("migrate", "5h", amount="0.0001")])]),
            "step 'migrate': as rehearsed it takes .*, longer than a year",
        ),
        (lambda: Rehearsal("2026-06-13", [StepTiming("a", 1), StepTiming("a", 2)]), "the step 'a' is timed 2 times"),
    ],
)
def test_what_lasts_too_long_or_is_timed_twice_is_refused(make, message):
    with pytest.raises(CutoverError, match=message):
        make()


def test_a_step_is_found_by_its_key_or_the_nearest_is_offered():
    assert runbook()["migrate"].amount == 1_800_000
    with pytest.raises(UnknownNameError, match="there is no step 'migrat'; did you mean 'migrate'"):
        runbook()["migrat"]


def test_a_runbook_compares_pickles_and_can_be_written_as_json():
    made = runbook()
    assert pickle.loads(pickle.dumps(made)) == made == runbook()
    assert len({made, runbook()}) == 1
    assert is_plain(CutoverRunbook)
    assert reader_of(CutoverRunbook)(writer_of(CutoverRunbook)(made)) == made
