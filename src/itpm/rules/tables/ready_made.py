"""Four tables to begin with: escalation, scoring, choice of methodology, approval levels.

They are verified (no gap, no overlap) and say what many organisations do; the numbers are each organisation's to set. Write
one with `to_dict`, change it, read it back with `DecisionTable.from_dict`, and ask `verify` again.
"""

from __future__ import annotations

from itpm.rules.conditions.terms import ITEM
from itpm.rules.tables.columns import TableInput, TableOutput
from itpm.rules.tables.decision_tables import DecisionTable

_COUNTED = ITEM >= 0


def escalation_table() -> DecisionTable:
    """To whom an open problem goes, and within how many days it is to be decided.

    Example:
        >>> escalation_table().decide({"severity": "major", "days_open": 12}).value
        {'level': 'sponsor', 'within_days': 3}
        >>> print(escalation_table().decide({"severity": "minor"}))
        ESCALATION: unknown; it needs days_open
    """
    return DecisionTable(
        "ESCALATION",
        inputs=[
            TableInput("severity", allowed=["minor", "major", "critical"]),
            TableInput("days_open", allowed=_COUNTED),
        ],
        outputs=[
            TableOutput("level", values=["steering committee", "sponsor", "project manager", "team lead"]),
            TableOutput("within_days"),
        ],
        rows=[
            (("critical", ITEM < 2), ("sponsor", 1)),
            (("critical", ITEM >= 2), ("steering committee", 1), "nobody below could lift it in two days"),
            (("major", ITEM < 5), ("project manager", 3)),
            (("major", (ITEM >= 5) & (ITEM < 15)), ("sponsor", 3)),
            (("major", ITEM >= 15), ("steering committee", 5)),
            (("minor", ITEM < 20), ("team lead", 10)),
            (("minor", ITEM >= 20), ("project manager", 10)),
        ],
        doc="An open problem climbs with its severity and its age [day].",
        source="a starting point; the levels are the organisation's to set",
    )


def scoring_table() -> DecisionTable:
    """Points for what makes a project hard to run: the sum of the rows that match.

    Example:
        >>> scoring_table().decide({"effort_days": 900, "duration_months": 14, "teams": 3, "vendors": 1,
        ...                         "new_technology": True, "regulated": False}).value
        9
    """
    blank = ("-",) * 6
    points = [
        ("effort_days", (ITEM >= 200) & (ITEM < 1000), 1, "one team for a year"),
        ("effort_days", ITEM >= 1000, 3, "more than one team for a year"),
        ("duration_months", (ITEM > 6) & (ITEM <= 12), 1, ""),
        ("duration_months", ITEM > 12, 3, "people and goals change within it"),
        ("teams", ITEM.between(2, 3), 2, ""),
        ("teams", ITEM >= 4, 4, "needs coordination of its own"),
        ("vendors", ITEM >= 2, 2, ""),
        ("new_technology", True, 3, "nobody has done it before"),
        ("regulated", True, 3, "somebody outside must agree"),
    ]
    names = ("effort_days", "duration_months", "teams", "vendors", "new_technology", "regulated")
    flags = ("new_technology", "regulated")
    return DecisionTable(
        "SCORING",
        hit="collect",
        aggregate="sum",
        inputs=[
            TableInput(n) if n in flags else TableInput(n, allowed=_COUNTED, whole=n in ("teams", "vendors"))
            for n in names
        ],
        outputs=[TableOutput("points", default=0)],
        rows=[
            ((*blank[: names.index(name)], cell, *blank[names.index(name) + 1 :]), (worth,), note)
            for name, cell, worth, note in points
        ],
        doc="0 to 4 points: a small project; 5 to 9: a project; 10 and more: one that needs a programme's governance.",
        source="a starting point; the weights are the organisation's to set",
    )


def methodology_table() -> DecisionTable:
    """Which methodology suits a project.

    Example:
        >>> methodology_table().decide({"requirements": "evolving", "increments": True, "regulated": False}).value
        'agile'
        >>> methodology_table().decide({"requirements": "stable", "increments": False}).value
        'waterfall'
    """
    return DecisionTable(
        "METHODOLOGY",
        inputs=[
            TableInput("requirements", allowed=["stable", "evolving", "unknown"]),
            TableInput("increments", kind="flag"),
            TableInput("regulated", kind="flag"),
        ],
        outputs=[TableOutput("methodology", values=["waterfall", "hybrid", "agile"])],
        rows=[
            (("stable", False, "-"), ("waterfall",), "nothing is used before everything is there"),
            (("stable", True, True), ("waterfall",), "each increment would need an approval of its own"),
            (("stable", True, False), ("hybrid",), "planned as a whole, delivered in parts"),
            (("evolving", False, "-"), ("hybrid",)),
            (("evolving", True, True), ("hybrid",), "built in sprints, released at gates"),
            (("evolving", True, False), ("agile",)),
            (("unknown", False, "-"), ("hybrid",), "explore in sprints, deliver once"),
            (("unknown", True, "-"), ("agile",)),
        ],
        doc="By how settled the requirements are, whether the customer can use parts, and whether an outsider must approve.",
        source="a starting point, after the continuum of life cycles in the PMBOK Guide, 6th edition, 1.2.4.1",
    )


def approval_table() -> DecisionTable:
    """Who may approve a change: the highest of all levels that its cost, its delay and its scope call for.

    Example:
        >>> approval_table().decide({"cost_percent": 1, "delay_days": 8, "scope_changed": False}).value
        'sponsor'
        >>> approval_table().decide({"delay_days": 30}).value
        'steering committee'
    """
    return DecisionTable(
        "APPROVAL",
        hit="priority",
        inputs=[
            TableInput("cost_percent", allowed=_COUNTED),
            TableInput("delay_days", allowed=_COUNTED),
            TableInput("scope_changed", kind="flag"),
        ],
        outputs=[TableOutput("approver", values=["steering committee", "sponsor", "project manager"])],
        rows=[
            ((ITEM > 10, "-", "-"), ("steering committee",)),
            (("-", ITEM > 20, "-"), ("steering committee",)),
            ((ITEM > 2, "-", "-"), ("sponsor",)),
            (("-", ITEM > 5, "-"), ("sponsor",)),
            (("-", "-", True), ("sponsor",), "what is delivered is the sponsor's to change"),
            (("-", "-", "-"), ("project manager",)),
        ],
        doc="Cost of the change as a share of the budget [%], delay of the finish [day].",
        source="a starting point; the limits are the organisation's to set",
    )
