"""Plans that cost something, for the tests of budgets: a small roll-out, and any plan with rates, accruals and fixed cost."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from itpm.cost.budgeting import Expense, Treatment, cost_estimate
from itpm.model import (
    Accrual,
    Assignment,
    Money,
    Plan,
    Rate,
    Resource,
    ResourceKind,
    Task,
    TaskDetails,
    WorkCalendar,
)
from itpm.scheduling import schedule


def eur(amount):
    return Money(amount, "EUR")


def rate(standard=None, **more):
    return Rate(standard=None if standard is None else eur(standard), **more)


def one_task(duration="5d", *, resource=None, assignment=None, details=None, **more):
    """The estimate of a plan of one task with one assignment."""
    resources = [] if resource is None else [resource]
    assignments = [] if resource is None else [assignment or Assignment(resource=resource.id)]
    task = Task("build", duration, assignments=assignments, details=details)
    plan = Plan("CRM", start="2026-01-05", currency="EUR", tasks=[task], resources=resources)
    return cost_estimate(schedule(plan), **more)


def rollout(**more):
    """Design in January, build in February under one summary; Ann at 50, Acme at 80, a licence each month."""
    ann, acme = Resource("ann", "Ann", rates=[rate(50)]), Resource("acme", "Acme", rates=[rate(80)])
    tasks = [
        Task("work", name="CRM"),
        Task("design", "20d", parent="work", assignments=[Assignment(resource="ann")], details=account("CA1", "Plan")),
        Task(
            "build",
            "20d",
            parent="work",
            after=["design"],
            assignments=[Assignment(resource="ann", units="0.5"), Assignment(resource="acme")],
            details=account("CA2", "Do"),
        ),
    ]
    plan = Plan("CRM", start="2026-01-05", currency="EUR", tasks=tasks, resources=[ann, acme])
    more.setdefault("expenses", [Expense("hosting", "200 EUR", every="month", start="2026-01-01", task="work")])
    return cost_estimate(schedule(plan), **more)


def account(name, phase):
    return TaskDetails(cost_account=name, codes=[("Phase", phase)])


CENTS = st.integers(0, 10**6).map(lambda cents: eur(Decimal(cents).scaleb(-2)))
ACCRUALS = st.sampled_from(Accrual)


@st.composite
def resources(draw):
    found = []
    for number in range(draw(st.integers(0, 3))):
        dates = draw(st.lists(st.integers(1, 28), max_size=2, unique=True))
        effective = [None, *(f"2026-01-{day:02}" for day in sorted(dates))]
        rates = [
            Rate(
                standard=draw(CENTS),
                overtime=draw(st.none() | CENTS),
                per_use=draw(st.none() | CENTS),
                effective=date,
            )
            for date in effective
        ]
        kind = draw(st.sampled_from([ResourceKind.WORK, ResourceKind.WORK, ResourceKind.MATERIAL]))
        calendar = draw(st.sampled_from([None, "nights"]))
        found.append(Resource(f"r{number}", kind=kind, rates=rates, accrual=draw(ACCRUALS), calendar=calendar))
    return found


@st.composite
def assignments(draw, known):
    units = Decimal(draw(st.integers(1, 300))).scaleb(-2)
    work = draw(st.none() | st.integers(0, 60).map(lambda hours: f"{hours}h"))
    overtime = draw(st.none() | st.integers(0, 9).map(lambda hours: f"{hours}h")) if work is None else None
    delay = draw(st.none() | st.integers(0, 20).map(lambda hours: f"{hours}h"))
    cost = draw(st.none() | CENTS) if draw(st.booleans()) else None
    resource = draw(st.sampled_from(known)).id
    return Assignment(resource=resource, units=units, work=work, overtime=overtime, delay=delay, cost=cost)


@st.composite
def costed_plans(draw):
    """Plans of up to eight tasks in any breakdown, with assignments, fixed cost, control accounts and two calendars."""
    count = draw(st.integers(1, 8))
    parents = [None, *(draw(st.none() | st.integers(0, place - 1)) for place in range(1, count))]
    known = draw(resources())
    tasks = []
    for place, parent in enumerate(parents):
        is_summary = place in parents
        shares = draw(st.lists(assignments(known), max_size=3)) if known and not is_summary else []
        fixed = draw(st.none() | CENTS)
        name = draw(st.sampled_from(["", "CA1", "CA2"]))
        details = TaskDetails(fixed_cost=fixed, fixed_cost_accrual=draw(ACCRUALS), cost_account=name)
        tasks.append(
            Task(
                f"t{place}",
                None if is_summary else f"{draw(st.integers(0, 25))}{draw(st.sampled_from(['d', 'h', 'ed']))}",
                parent=None if parent is None else f"t{parent}",
                calendar=draw(st.sampled_from([None, None, "nights"])),
                assignments=shares,
                details=details,
            )
        )
    nights = WorkCalendar.weekly({day: [("07:00", "19:00")] for day in range(6)})
    return Plan("P", start="2026-01-05", currency="EUR", tasks=tasks, resources=known, calendars={"nights": nights})


@st.composite
def expenses(draw, plan):
    found = []
    for number in range(draw(st.integers(0, 3))):
        task = draw(st.sampled_from(["", *(task.id for task in plan.tasks)]))
        every = draw(st.sampled_from([None, None, "week", "month"]))
        start = f"2026-0{draw(st.integers(1, 3))}-{draw(st.integers(1, 28)):02}" if draw(st.booleans()) else None
        tax = draw(st.sampled_from([0, 7, "19"]))
        found.append(
            Expense(
                f"e{number}",
                draw(CENTS),
                task=task,
                every=every,
                start=start,
                tax=tax,
                accrual=draw(ACCRUALS),
                treatment=draw(st.sampled_from([None, *Treatment])),
            )
        )
    return found


@st.composite
def estimates(draw):
    """What any costed plan costs, with expenses."""
    plan = draw(costed_plans())
    places = draw(st.sampled_from([None, 2]))
    return cost_estimate(schedule(plan), expenses=draw(expenses(plan)), places=places)
