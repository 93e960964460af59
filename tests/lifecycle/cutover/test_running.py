from __future__ import annotations

from datetime import datetime

import pytest
from attrs import evolve

from itpm.lifecycle.cutover import CutoverError, StepActual, cutover_forecast

from tests.lifecycle.cutover.samples import STEPS, runbook

STOP = StepActual("stop", "2026-06-26 20:00", "2026-06-26 21:00")
BACKUP = StepActual("backup", "2026-06-26 21:00", "2026-06-26 23:00")


def times(seen):
    return {row.step.key: (row.state, f"{row.finish:%a %H:%M}", row.late) for row in seen.rows}


def test_before_it_begins_the_forecast_is_the_timetable():
    seen = cutover_forecast(runbook(), [], at="2026-06-26 20:00")
    assert (seen.late, seen.slack, seen.findings) == (0, 600, ())
    assert {row.finish for row in seen.rows} == {row.finish for row in seen.schedule}


def test_lateness_is_passed_on_and_slack_takes_it_up():
    seen = cutover_forecast(runbook(), [STOP, BACKUP], at="2026-06-26 23:30")
    # stop and backup are 15 min late; migration has not begun at 23:30, so it ends 45 min late; nothing opens before Sun 20:00
    assert times(seen) == {
        "stop": ("done", "Fri 21:00", 15),
        "backup": ("done", "Fri 23:00", 15),
        "migrate": ("waiting", "Sat 19:30", 45),
        "interfaces": ("waiting", "Sat 04:30", 45),
        "reconcile": ("waiting", "Sat 22:30", 45),
        "validate": ("waiting", "Sun 04:30", 45),
        "open": ("waiting", "Sun 20:00", 0),
    }
    assert (seen.finish, seen.late, seen.fits) == (datetime(2026, 6, 28, 20), 0, True)
    assert (seen.decide_by, seen.time_to_decide) == (datetime(2026, 6, 28, 20), 44 * 60 + 30)


def test_a_running_step_ends_at_today_s_rate():
    # 350,000 in 5 h are 70,000 an hour; 1,450,000 are left, which is 20 h 43 min (20.714 h, rounded up to the minute)
    running = StepActual("migrate", "2026-06-26 23:00", done=350_000)
    seen = cutover_forecast(runbook(), [STOP, BACKUP, running], at="2026-06-27 04:00")
    assert times(seen)["migrate"] == ("running", "Sun 00:43", 5 * 60 + 58)
    assert seen.validated == datetime(2026, 6, 28, 9, 43)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (StepActual("migrate", "2026-06-26 23:00"), "Sat 22:00"),  # its 20 h are over
        (StepActual("migrate", "2026-06-26 23:00", remaining="3h"), "Sun 01:00"),  # its owner knows better
        (StepActual("migrate", "2026-06-26 23:00", done=1_800_000), "Sat 22:00"),  # all there, not yet reported done
        (StepActual("migrate", "2026-06-27 22:00", done=5), "Sun 18:00"),  # begun this minute: no rate yet
    ],
)
def test_a_running_step_without_a_rate_ends_as_said_or_as_rehearsed_and_not_before_now(actual, expected):
    seen = cutover_forecast(runbook(), [STOP, BACKUP, actual], at="2026-06-27 22:00")
    assert times(seen)["migrate"][:2] == ("running", expected)


def test_when_it_will_be_known_too_late_it_says_by_when_to_go_back():
    slow = StepActual("migrate", "2026-06-26 23:00", done=490_000)
    seen = cutover_forecast(runbook(), [STOP, BACKUP, slow], at="2026-06-27 08:30")
    # 490,000 in 9.5 h; the rest takes 25 h 24 min more: migration Sun 09:54, validated Sun 18:54
    assert seen.validated == datetime(2026, 6, 28, 18, 54)
    assert seen.findings == ()
    seen = cutover_forecast(runbook(), [STOP, BACKUP, evolve(slow, done=450_000)], at="2026-06-27 08:30")
    assert [str(finding) for finding in seen.findings] == [
        (
            "CUT021: it will be known only Sun 28 Jun 22:00 whether it works, after the point of no return "
            "Sun 28 Jun 21:00. Lift it: go back by Sun 28 Jun 21:00, or have the window extended by 1 h"
        )
    ]
    assert str(seen).splitlines()[-3:-1] == [
        "will be done Sun 28 Jun 22:00, 2 h late; 8 h of the window left",
        "decide by Sun 28 Jun 21:00: in 36 h 30 min",
    ]


def test_when_it_will_not_fit_it_says_so_and_until_when_one_can_go_back():
    stuck = StepActual("migrate", "2026-06-26 23:00", remaining="30h")
    seen = cutover_forecast(runbook(), [STOP, BACKUP, stuck], at="2026-06-28 06:00")
    assert [(finding.code, finding.message) for finding in seen.findings] == [
        (
            "CUT021",
            "it will be known only Mon 29 Jun 21:00 whether it works, after the point of no return Sun 28 Jun 21:00",
        ),
        ("CUT020", "it will be done Mon 29 Jun 21:00, 15 h after the window closes Mon 29 Jun 06:00"),
    ]
    assert seen.findings[1].remedy.endswith("; going back is possible until Sun 28 Jun 21:00")


def test_behind_the_point_of_no_return_it_no_longer_offers_to_go_back():
    stuck = StepActual("migrate", "2026-06-26 23:00", remaining="1h")
    seen = cutover_forecast(runbook(STEPS[:-1]), [STOP, BACKUP, stuck], at="2026-06-28 22:00")
    assert [(finding.code, finding.message) for finding in seen.findings] == [
        ("CUT022", "the point of no return was Sun 28 Jun 21:00, and it is not known whether it works"),
        ("CUT020", "it will be done Mon 29 Jun 09:00, 3 h after the window closes Mon 29 Jun 06:00"),
    ]
    assert "going back" not in seen.findings[1].remedy
    assert (seen.time_to_decide, "decide by Sun 28 Jun 21:00: 1 h ago" in str(seen)) == (-60, True)


def test_everything_wrong_with_a_report_is_said_at_once():
    with pytest.raises(CutoverError) as error:
        cutover_forecast(
            runbook(),
            [
                StepActual("stop", "2026-06-26 21:00", "2026-06-26 20:00"),
                StepActual("stop", "2026-06-26 20:00"),
                StepActual("migrat", "2026-06-26 20:00"),
                StepActual("backup", "2026-06-26 20:00", "2026-06-26 23:00"),
            ],
            at="2026-06-26 22:00",
        )
    assert [str(fault) for fault in error.value.faults] == [
        "step 'stop': it is reported 2 times",
        "step 'stop': it was done 2026-06-26 20:00:00, before it began 2026-06-26 21:00:00",
        "step 'migrat': there is no step 'migrat'; did you mean 'migrate'?",
        "step 'backup': it was done 2026-06-26 23:00:00, later than the report of 2026-06-26 22:00:00",
    ]


def test_the_report_is_a_table_whose_records_hold_plain_values():
    seen = cutover_forecast(runbook(), [STOP], at="2026-06-26 21:00")
    assert seen.records()[0] == {
        "step": "stop",
        "state": "done",
        "start": datetime(2026, 6, 26, 20),
        "finish": datetime(2026, 6, 26, 21),
        "late_minutes": 15,
        "owner": "stop",
    }
    assert str(seen).splitlines()[0] == "CRM at Fri 26 Jun 21:00"
