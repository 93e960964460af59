"""Facts about resources: who is booked beyond what there is of them, and on whom alone the critical work hangs.

Loads are counted as the plan books them: an assignment takes its units from the start to the finish of its task, on
working days or not. Contours and the work of single days are left aside, so a load can be shown that a contour would
spread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from itpm.governance.facts.census import Census
from itpm.governance.facts.known import KnownFact, known
from itpm.governance.facts.logic import SETTLED
from itpm.model.moments import to_datetime
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.model.resources import Resource, ResourceKind
from itpm.rules import FactType
from itpm.scheduling import Schedule

_LIST, _SECTION = FactType.LIST, FactType.SECTION


@frozen(kw_only=True)
class Overload:
    """A time in which more of a resource is booked than there is.

    Attributes:
        resource: id.
        start: from when.
        finish: until when.
        booked: the most that is booked at once [1].
        available: how much there is [1].
        tasks: ids of the tasks that book it then, in plan order.
    """

    resource: str
    start: datetime
    finish: datetime
    booked: Decimal
    available: Decimal
    tasks: tuple[str, ...]


_Booking = tuple[int, int, Decimal, int]


def overloads(computed: Schedule, census: Census) -> tuple[Overload, ...]:
    """Every time in which somebody is booked beyond what there is of them, by resource and time.

    Example:
        >>> from itpm.governance.facts.census import census_of
        >>> from itpm.model import Assignment, Task
        >>> from itpm.scheduling import schedule
        >>> kim = [Assignment(resource="kim")]
        >>> plan = Plan("p", start="2026-01-05", resources=[Resource("kim")],
        ...             tasks=[Task("a", "2d", assignments=kim), Task("b", "1d", assignments=kim)])
        >>> found = overloads(schedule(plan), census_of(plan))
        >>> [(one.resource, one.tasks, str(one.booked)) for one in found]
        [('kim', ('a', 'b'), '2')]
    """
    booked: dict[str, list[_Booking]] = defaultdict(list)
    solution, tasks = computed.solution, computed.plan.tasks
    for place in census.places(without=SETTLED):
        for share in tasks[place].assignments:
            if solution.start[place] < solution.finish[place]:
                booked[share.resource].append((solution.start[place], solution.finish[place], share.units, place))
    return tuple(
        found
        for resource in computed.plan.resources
        if resource.kind is ResourceKind.WORK
        for found in _beyond(computed.plan, resource, booked.get(resource.id, []))
    )


def _beyond(plan: Plan, resource: Resource, bookings: list[_Booking]) -> Iterator[Overload]:
    """One sweep over the beginnings and ends; where both fall together, ends come first."""
    events = sorted(
        [(finish, 0, -units, place) for _, finish, units, place in bookings]
        + [(start, 1, units, place) for start, _, units, place in bookings]
    )
    load, most, since = Decimal(0), Decimal(0), None
    at_work: set[int] = set()
    involved: set[int] = set()
    for at, begins, units, place in events:
        load += units
        (at_work.add if begins else at_work.discard)(place)
        if load > resource.max_units:
            since = at if since is None else since
            most, involved = max(most, load), involved | at_work
        elif since is not None:
            names = tuple(plan.tasks[one].id for one in sorted(involved))
            yield Overload(
                resource=resource.id,
                start=to_datetime(since),
                finish=to_datetime(at),
                booked=most,
                available=resource.max_units,
                tasks=names,
            )
            since, most, involved = None, Decimal(0), set()


def _overloaded(found: tuple[Overload, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.resource for one in found))


def sole_shares(computed: Schedule, census: Census) -> Mapping[str, Decimal]:
    """Share of the critical work still to be done that a single person does alone, by resource [%]; work in scheduled duration.

    Somebody does a task alone where no other person is assigned to it and there is no more than one of them.
    """
    plan, critical = computed.plan, computed.floats.critical
    alone: dict[str, int] = defaultdict(int)
    whole = 0
    people = {one.id: one for one in plan.resources if one.kind is ResourceKind.WORK}
    for place in census.places(without=SETTLED):
        if not critical[place] or not census.seconds[place]:
            continue
        whole += census.seconds[place]
        who = {share.resource for share in plan.tasks[place].assignments if share.resource in people}
        if len(who) == 1 and people[next(iter(who))].max_units <= 1:
            alone[who.pop()] += census.seconds[place]
    return {name: quotient(100 * seconds, whole) for name, seconds in sorted(alone.items())}


RESOURCE_FACTS: tuple[KnownFact, ...] = (
    known(
        "resource.overloads",
        _SECTION,
        "times in which more is booked than there is",
        overloads,
        "schedule",
        "plan.census",
    ),
    known(
        "resource.overloaded", _LIST, "ids of resources booked beyond what there is", _overloaded, "resource.overloads"
    ),
    known(
        "resource.sole_shares",
        _SECTION,
        "share of the critical work left that one person does alone, by resource [%]",
        sole_shares,
        "schedule",
        "plan.census",
    ),
)
