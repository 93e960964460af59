from __future__ import annotations

import pickle
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.lifecycle.cutover import cutover_schedule, return_points

from tests.lifecycle.cutover.samples import STEPS, runbook, step
from tests.lifecycle.cutover.strategies import runbooks

OPENS, CLOSES = datetime(2026, 6, 26, 20), datetime(2026, 6, 29, 6)


def test_the_weekend_to_the_minute():
    # by hand: stop as rehearsed 45 min, backup 2 h, 1.8 million records 20 h, reconcile 3 h, validate 6 h
    timed = cutover_schedule(runbook())
    assert [(row.step.key, f"{row.start:%a %H:%M}", f"{row.finish:%a %H:%M}", row.held_by) for row in timed] == [
        ("stop", "Fri 20:00", "Fri 20:45", ""),
        ("backup", "Fri 20:45", "Fri 22:45", "stop"),
        ("migrate", "Fri 22:45", "Sat 18:45", "backup"),
        ("interfaces", "Fri 22:45", "Sat 03:45", "backup"),
        ("reconcile", "Sat 18:45", "Sat 21:45", "migrate"),
        ("validate", "Sat 21:45", "Sun 03:45", "reconcile"),
        ("open", "Sun 20:00", "Sun 20:00", ""),
    ]
    assert (timed.finish, timed.slack, timed.fits) == (datetime(2026, 6, 28, 20), 600, True)
    assert timed.validated == datetime(2026, 6, 28, 3, 45)
    assert timed.critical_chain == ("open",)


def test_slack_is_how_much_later_a_step_may_be_done():
    timed = cutover_schedule(runbook(STEPS[:-1]))
    # validate may end Mon 06:00; it ends Sun 03:45, so 26 h 15 min; interfaces end 18 h earlier than reconcile
    assert timed["validate"].slack == 26 * 60 + 15
    assert timed["interfaces"].slack == 26 * 60 + 15 + 18 * 60
    assert timed.critical_chain == ("stop", "backup", "migrate", "reconcile", "validate")


def test_planned_and_rehearsed_times_are_told_apart():
    slower = [evolve(s, duration=960) if s.key == "migrate" else s for s in STEPS]
    planned, rehearsed = (cutover_schedule(runbook(slower), rehearsed=flag) for flag in (False, True))
    assert (planned["migrate"].finish, rehearsed["migrate"].finish) == (
        datetime(2026, 6, 27, 15),
        datetime(2026, 6, 27, 18, 45),
    )
    assert (planned.table().title, rehearsed.table().title) == ("CRM: as planned", "CRM: as rehearsed")


def test_the_point_of_no_return_is_the_close_less_the_rollback():
    timed = cutover_schedule(runbook())
    assert timed.point_of_no_return == datetime(2026, 6, 28, 21)
    assert timed.decide_by == datetime(2026, 6, 28, 20)  # then begins what nothing undoes
    assert cutover_schedule(runbook(STEPS[:-1])).decide_by == datetime(2026, 6, 28, 21)


def test_without_a_rollback_of_the_whole_the_steps_that_were_begun_are_undone_one_after_the_other():
    steps = [step("a", "10h", rollback="2h"), step("b", "10h", after="a", rollback="20h")]
    # b begins Sat 06:00; undoing both takes 22 h, so it must be decided by Sun 08:00
    assert cutover_schedule(runbook(steps, rollback=None, rehearsals=[])).point_of_no_return == datetime(2026, 6, 28, 8)
    longer = [steps[0], evolve(steps[1], rollback=60 * 60)]
    # undoing b cannot end in time, so the last moment is its beginning
    assert cutover_schedule(runbook(longer, rollback=None, rehearsals=[])).point_of_no_return == datetime(
        2026, 6, 27, 6
    )
    bare = [evolve(one, rollback=None) for one in steps]
    assert cutover_schedule(runbook(bare, rollback=None, rehearsals=[])).point_of_no_return is None
    assert cutover_schedule(runbook(bare, rollback=None, rehearsals=[])).decide_by is None


def test_the_way_back_adds_up_step_by_step():
    points = return_points(cutover_schedule(runbook()))
    assert [(p.step, p.undoing, p.margin) for p in points.points] == [
        ("stop", 30, 56 * 60 + 45),
        ("backup", 30, 54 * 60 + 45),
        ("interfaces", 150, 47 * 60 + 45),
        ("migrate", 510, 26 * 60 + 45),
        ("reconcile", 510, 23 * 60 + 45),
        ("validate", 510, 17 * 60 + 45),
        ("open", None, None),
    ]
    assert "a step up to here states no rollback" in str(points)
    assert points.records()[0]["decide_by"] == datetime(2026, 6, 29, 5, 30)
    assert len(points) == 7


@given(runbooks())
def test_every_step_begins_when_what_it_waits_for_is_done_and_never_before(book):
    timed = cutover_schedule(book)
    for row in timed:
        ready = max((timed[key].finish for key in row.step.after), default=OPENS)
        assert row.start == max(OPENS, ready, row.step.not_before or OPENS)
        assert row.finish - row.start == timedelta(minutes=row.step.planned)


@given(runbooks())
def test_the_critical_chain_holds_itself_from_its_beginning_to_the_end(book):
    timed = cutover_schedule(book)
    chain = [timed[key] for key in timed.critical_chain]
    assert chain[-1].finish == timed.finish
    for before, behind in pairwise(chain):
        assert (behind.held_by, behind.start) == (before.step.key, before.finish)
    assert chain[0].start in {OPENS, chain[0].step.not_before}
    assert min(row.slack for row in timed) == timed.slack


@given(runbooks(), st.integers(0, 7))
def test_a_step_that_lasts_as_much_longer_as_its_slack_still_fits_and_a_minute_more_does_not(book, place):
    timed = cutover_schedule(book)
    row = timed.rows[place % len(timed)]
    if row.slack < 0:
        return

    def fits(more):
        steps = [evolve(s, duration=s.planned + more) if s is row.step else s for s in book.steps]
        return cutover_schedule(evolve(book, steps=steps)).fits

    assert fits(row.slack) == timed.fits
    assert not fits(row.slack + 1)


@given(runbooks())
def test_by_steps_the_point_of_no_return_is_the_last_minute_from_which_undoing_ends_in_time(book):
    timed = cutover_schedule(book)
    limit = timed.point_of_no_return
    if limit is None:
        return

    def returns(at):
        begun = sum(row.step.rollback or 0 for row in timed if row.start < at)
        return at + timedelta(minutes=begun) <= CLOSES

    minute = timedelta(minutes=1)
    assert not returns(limit + minute)
    assert returns(limit) or limit == OPENS or limit > CLOSES


def test_the_tables_are_for_people_and_their_records_for_programs():
    timed = cutover_schedule(runbook())
    assert str(timed).splitlines()[-3:] == [
        "done Sun 28 Jun 20:00, window closes Mon 29 Jun 06:00: 10 h left",
        "point of no return Sun 28 Jun 21:00",
        "to be decided by Sun 28 Jun 20:00: then begins what nothing undoes",
    ]
    assert timed.records()[3] == {
        "step": "migrate",
        "start": datetime(2026, 6, 26, 22, 45),
        "finish": datetime(2026, 6, 27, 18, 45),
        "duration_minutes": 1200,
        "slack_minutes": 26 * 60 + 15,
        "critical": False,
        "owner": "migrate",
    }
    assert pickle.loads(pickle.dumps(timed)) == timed
    assert (len(timed), hash(timed)) == (7, hash(cutover_schedule(runbook())))
    with pytest.raises(UnknownNameError, match="there is no step 'opn'; did you mean 'open'"):
        timed["opn"]
