"""Resources: whether those who are to do the work are there, and what happens if one of them is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itpm.findings import Finding, Severity
from itpm.governance.facts import FACT_CATALOGUE
from itpm.governance.packs.samples import MONDAY, activity, facts
from itpm.governance.projects import Project
from itpm.governance.records import TeamMember
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, Resource
from itpm.model.tasks import Task
from itpm.rules import RuleContext, RulePackBuilder

_pack = RulePackBuilder("itpm.resources", prefix="RES", version="1.0", catalogue=FACT_CATALOGUE)


def _staffed(*tasks: Task, units: int = 1) -> Plan:
    """A plan with a developer (or several) and a tester."""
    return Plan("CRM", start=MONDAY, resources=[Resource("dev", max_units=units), Resource("test")], tasks=tasks)


def _by(*names: str) -> list[Assignment]:
    return [Assignment(resource=name) for name in names]


@_pack.rule(
    "RES001",
    "Nobody is booked beyond what there is",
    needs=("plan", "resource.overloads"),
    source="PMBOK Guide, 6th ed., 6.5.2.3; GAO-16-89G, practice 3",
    params={"min_hours": 0.0},
    tighter={"min_hours": "lower"},
    fix="level the plan, or find somebody else",
    passing=lambda: facts(
        _staffed(activity("a", "5d", assignments=_by("dev")), activity("b", "5d", after=["a"], assignments=_by("dev")))
    ),
    failing=lambda: facts(
        _staffed(activity("a", "5d", assignments=_by("dev")), activity("b", "5d", assignments=_by("dev")))
    ),
)
def overloaded(context: RuleContext) -> Iterator[Finding]:
    """Two full-time tasks at once take one person twice as long; the plan does not know it.

    How: times in which tasks still to be done book more of a person or machine than there is, longer than `min_hours` [h] on the
    clock. An assignment takes its units from its task's start to its finish; contours are left aside.

    What to do: level the plan, or find somebody else.
    """
    plan: Plan = context.facts["plan"]
    for one in context.facts["resource.overloads"]:
        if (one.finish - one.start).total_seconds() <= context.params.min_hours * 3600:
            continue
        name = plan.resource_by_id[one.resource].name or one.resource
        message = (
            f"{name} is booked {one.booked:g} times from {one.start:%Y-%m-%d %H:%M} to {one.finish:%Y-%m-%d %H:%M}, "
            f"with {one.available:g} available: {_some(one.tasks)}"
        )
        evidence = {"booked": one.booked, "available": one.available, "tasks": one.tasks}
        yield context.fail(f"resource:{one.resource}", message, evidence=evidence)


def _some(tasks: Sequence[str], most: int = 5) -> str:
    """The first few, and how many more there are."""
    more = f" and {len(tasks) - most} more" if len(tasks) > most else ""
    return ", ".join(tasks[:most]) + more


@_pack.rule(
    "RES002",
    "The critical work does not hang on one person",
    needs=("plan", "resource.sole_shares"),
    source="PMBOK Guide, 6th ed., 9.3.2.2 and 11.2",
    params={"max_percent": 60.0},
    tighter={"max_percent": "lower"},
    fix="pair somebody with them, share the knowledge, or prepare an alternative",
    passing=lambda: facts(
        _staffed(activity("a", "5d", assignments=_by("dev")), activity("b", "5d", after=["a"], assignments=_by("test")))
    ),
    failing=lambda: facts(
        _staffed(activity("a", "8d", assignments=_by("dev")), activity("b", "2d", after=["a"], assignments=_by("test")))
    ),
)
def single_point_of_failure(context: RuleContext) -> Iterator[Finding]:
    """If one person falls ill, the whole project should not.

    How: share of the critical work still to be done (scheduled duration of critical tasks) that one person does alone, at most
    `max_percent` [%]. A task with two people, or with a resource of which there are several, hangs on nobody alone.

    What to do: pair somebody with them, share the knowledge, or prepare an alternative.
    """
    plan: Plan = context.facts["plan"]
    for resource, percent in context.facts["resource.sole_shares"].items():
        if percent > context.params.max_percent:
            name = plan.resource_by_id[resource].name or resource
            message = f"{name} alone does {percent:.0f} % of the critical work that is left"
            yield context.fail(f"resource:{resource}", message, evidence={"percent": percent})


@_pack.rule(
    "RES003",
    "Whoever the plan counts on is in the team",
    severity=Severity.CRITICAL,
    needs=("team.unmanned_resources",),
    source="PMBOK Guide, 6th ed., 9.3",
    fix="name who it will be, and from when",
    passing=lambda: facts(
        Project("CRM", _used(), team=[TeamMember("kim", resource="dev"), TeamMember("bo", resource="test")])
    ),
    failing=lambda: facts(Project("CRM", _used(), team=[TeamMember("kim", resource="dev")])),
)
def unmanned(context: RuleContext) -> Iterator[Finding]:
    """A plan for "developer 2" is a vacancy with dates.

    How: people that tasks are assigned to and whom no member of the team stands for. Where no member names a resource,
    nothing is known of it.

    What to do: name who it will be, and from when.
    """
    for resource in context.facts["team.unmanned_resources"]:
        yield context.fail(f"resource:{resource}", f"nobody in the team stands for {resource!r}")


def _used() -> Plan:
    """A plan that needs both, one after the other."""
    return _staffed(
        activity("a", "5d", assignments=_by("dev")), activity("b", "5d", after=["a"], assignments=_by("test"))
    )


resources = _pack.build()
