from __future__ import annotations

import agile_release

from itpm.lifecycle import replay


def test_the_project_runs_sprint_after_sprint_to_its_closure():
    story = agile_release.run()
    assert str(story.state.status) == "closed"
    assert [(sprint.number, sprint.goal, sprint.is_open) for sprint in story.state.iterations] == [
        (1, "leads can be entered", False),
        (2, "old data is in", False),
        (3, "reports are there", False),
    ]
    assert replay(agile_release.METHOD, story.history) == story.state


def test_what_is_not_done_is_refused_with_every_reason():
    lines = agile_release.report().splitlines()
    refused = [number for number, line in enumerate(lines) if line.endswith(": refused")]
    assert [lines[number] for number in refused] == ["PassGate A1: refused", "PassGate S1: refused"]
    reasons = [line.split(":")[0].strip() for line in lines[refused[1] + 1 : refused[1] + 3]]
    assert reasons == ["S1.tests", "S1.approval"]


def test_the_page_ends_with_the_time_in_each_stage_and_a_picture_of_the_second_sprint():
    page = agile_release.report()
    assert "Sprints           left   2026-01-30  2026-03-16    45             3  B1    go" in page
    assert 'state "sprint 2 runs" as s2r' in page
    assert "class s2 open" in page
