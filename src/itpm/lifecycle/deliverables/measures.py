"""The catalogue of what facts say of the content of deliverables, beside what they say of every deliverable.

A fact is called ``deliverable.<kind>.<measure>``. It is absent while the deliverable is not begun or does not know. A share
lies between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from itpm.rules import FactSpec, FactType

_NUMBER, _TEXT, _FLAG, _LIST, _MOMENT = (
    FactType.NUMBER,
    FactType.TEXT,
    FactType.FLAG,
    FactType.LIST,
    FactType.MOMENT,
)

_MEASURES: Mapping[str, tuple[tuple[str, FactType, str, str], ...]] = {
    "feasibility_study": (("verdict", _TEXT, "", "what the feasibility study comes to"),),
    "charter": (
        ("sponsor", _TEXT, "", "who answers for the project and pays"),
        ("success_criteria", _LIST, "", "success criteria of the charter"),
    ),
    "requirements": (
        ("count", _NUMBER, "1", "requirements in scope"),
        ("coverage", _NUMBER, "1", "share of the requirements that a test shows"),
        ("untested", _LIST, "", "requirements without a test"),
        ("untested_musts", _LIST, "", "requirements of priority must without a test"),
        ("uncovered", _LIST, "", "requirements without a work package"),
        ("undelivered", _LIST, "", "requirements that nothing delivered fulfils"),
        ("orphans", _LIST, "", "tests, work packages and deliverables that no requirement asks for"),
    ),
    "plan": (
        ("baseline", _TEXT, "", "name of the baseline that was agreed"),
        ("finish", _MOMENT, "", "when the project ends by the plan of record"),
    ),
    "tool_selection": (("choice", _TEXT, "", "the tool that is chosen"),),
    "product_backlog": (
        ("remaining", _NUMBER, "point", "what is left to do"),
        ("velocity", _NUMBER, "point", "what is done in a sprint, mean of the last three"),
        ("scope_growth", _NUMBER, "point", "by how much the scope grows in a sprint, mean of the last three"),
        ("sprints_over", _NUMBER, "1", "sprints that are over"),
        ("sprints_left", _NUMBER, "1", "sprints left at the mean velocity; absent where that never ends"),
        ("sprints_left_at_worst", _NUMBER, "1", "sprints left at the lowest velocity of the last three"),
    ),
    "architecture_review": (
        ("scenarios", _NUMBER, "1", "quality scenarios looked at"),
        ("open_findings", _NUMBER, "1", "findings of the architecture review that are not mended"),
    ),
    "privacy_assessment": (
        ("is_needed", _FLAG, "", "whether a privacy assessment is needed"),
        ("high_risks", _NUMBER, "1", "risks to those concerned that remain high"),
    ),
    "increment": (
        ("sprint", _NUMBER, "1", "number of the sprint that made the increment"),
        ("goal_met", _FLAG, "", "whether that sprint's goal was reached"),
    ),
    "sprint_review": (
        ("sprint", _NUMBER, "1", "number of the sprint that was reviewed"),
        ("rejected", _LIST, "", "items that were not accepted in the review"),
    ),
    "test_report": (
        ("planned", _NUMBER, "1", "tests planned"),
        ("run_rate", _NUMBER, "1", "share of the tests planned that were run"),
        ("pass_rate", _NUMBER, "1", "share of the tests run that passed"),
        ("open_severity_1", _NUMBER, "1", "open defects with which nobody can work"),
        ("open_severity_2", _NUMBER, "1", "open defects with which many cannot work, without a way round"),
        ("open_severity_3", _NUMBER, "1", "open defects with a way round"),
        ("open_severity_4", _NUMBER, "1", "open defects that are cosmetic"),
    ),
    "security_test": (
        ("tested_at", _MOMENT, "", "when the security test ended"),
        ("level", _NUMBER, "1", "level of the verification standard asked for, 1 to 3"),
        ("open_critical", _NUMBER, "1", "critical vulnerabilities neither mended nor accepted"),
        ("open_high", _NUMBER, "1", "high vulnerabilities neither mended nor accepted"),
        ("open_medium", _NUMBER, "1", "medium vulnerabilities neither mended nor accepted"),
        ("left_open", _LIST, "", "vulnerabilities that somebody accepted with a reason"),
    ),
    "accessibility_audit": (
        ("level", _TEXT, "", "level of conformance asked for: A, AA, AAA"),
        ("failed", _LIST, "", "success criteria up to that level that are not met"),
        ("checked", _NUMBER, "1", "share of the success criteria up to that level that were checked"),
    ),
    "recovery_test": (
        ("missed", _LIST, "", "services not back in time, with too much lost, or not tested"),
        ("tested_at", _MOMENT, "", "when the service tested longest ago was brought back"),
    ),
    "migration_rehearsal": (
        ("rehearsed_at", _MOMENT, "", "when the migration was last rehearsed"),
        ("rate_per_hour", _NUMBER, "1/h", "records an hour in the last rehearsal"),
        ("expected_minutes", _NUMBER, "min", "how long the whole volume takes at that rate"),
        ("rejected", _NUMBER, "1", "share of the records rejected in the last rehearsal"),
        ("differences", _LIST, "", "numbers that did not agree after the last rehearsal"),
        ("share_rehearsed", _NUMBER, "1", "share of the whole volume that the last rehearsal moved"),
    ),
    "operational_readiness": (("not_ready", _LIST, "", "questions of operations that are not answered with yes"),),
    "cutover_plan": (
        ("fits", _FLAG, "", "whether the runbook fits its window, as rehearsed"),
        ("slack_minutes", _NUMBER, "min", "what is left of the window"),
        ("starts", _MOMENT, "", "when the window opens"),
        ("finish", _MOMENT, "", "when the last step is done"),
        ("point_of_no_return", _MOMENT, "", "the last moment at which going back still ends in the window"),
        ("rehearsed_at", _MOMENT, "", "when the cut-over was last rehearsed"),
        ("unrehearsed", _LIST, "", "steps that were never rehearsed"),
    ),
    "go_no_go": (
        ("is_go", _FLAG, "", "whether every role that decides says go"),
        ("against", _LIST, "", "roles that say no-go"),
        ("conditions", _LIST, "", "conditions on which somebody says go"),
    ),
    "delivery": (
        ("accepted_criteria", _NUMBER, "1", "success criteria that the client accepts"),
        ("rejected_criteria", _LIST, "", "success criteria that the client does not accept"),
    ),
    "support_team": (
        ("starts", _MOMENT, "", "when the support team takes over"),
        ("runbooks", _NUMBER, "1", "runbooks handed over"),
        ("service_levels", _NUMBER, "1", "service levels agreed"),
    ),
    "training": (
        ("coverage", _NUMBER, "1", "share of all users who were trained"),
        ("lowest_coverage", _NUMBER, "1", "share of trained users in the group with the smallest"),
    ),
    "hypercare": (("not_met", _LIST, "", "exit criteria of hypercare that do not hold"),),
    "post_mortem": (("lessons", _NUMBER, "1", "lessons drawn"),),
}
"""By kind of deliverable: measure, type, unit, what it says."""

MEASURED_FACTS = tuple(
    FactSpec(name=f"deliverable.{kind}.{name}", type=type_, unit=unit, doc=doc)
    for kind, measures in _MEASURES.items()
    for name, type_, unit, doc in measures
)
"""What facts say of the content of deliverables; `deliverable_facts` supplies them."""
