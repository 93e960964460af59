"""The one module of hypothesis strategies: durations, calendars, links, policies, plans that can exist and plans that cannot.

A generated plan hides its order: tasks are numbered along the direction of the links and then shuffled, so that plan order and
topological order differ. Amounts are small (hours to some days), so that a plan stays within a year and slow, obvious code can
follow it. Everything optional is an argument of `valid_plans`, off unless a plain precedence network has it.

    @given(valid_plans())                                       links of all types with lags, milestones, several calendars
    @given(valid_plans(link_types=("FS",), lags=()))            finish-to-start only
    @given(valid_plans(summaries=True, deadlines=True))         a work breakdown, and dates to keep
    @given(broken_plans())                                      plans that must be refused, with what the refusal must say
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itpm.model.calendar_parts import CalendarException
from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.dependencies import Dependency, DependencyType, Lag
from itpm.model.durations import Duration, ElapsedDuration, Percent, ThreePointEstimate, Unit, WorkDuration
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.resources import Assignment, Resource
from itpm.model.tasks import Task, TaskDetails, TaskKind
from itpm.model.windows import Window, WindowKind

LagKind: TypeAlias = Literal["work", "lead", "elapsed", "percent"]

ALL_TYPES = ("FS", "SS", "FF", "SF")
ALL_LAGS: tuple[LagKind, ...] = ("work", "lead", "elapsed", "percent")
FLOORS = (ConstraintType.SNET, ConstraintType.FNET)
CAPS = (ConstraintType.SNLT, ConstraintType.FNLT)
YIELDING_PINS = (ConstraintType.MSO, ConstraintType.MFO, ConstraintType.START_ON, ConstraintType.FINISH_ON)
"""A floor and a cap in one, where the policy lets logic win over constraints."""
PINS = (*YIELDING_PINS, ConstraintType.MANDATORY_START, ConstraintType.MANDATORY_FINISH)
MONDAY = datetime(2026, 1, 5)
"""Plans begin in the two weeks from here."""

# --- durations and lags ----------------------------------------------------------------------------


@st.composite
def durations(draw: DrawFn, *, elapsed: bool = True, zero: bool = True, negative: bool = False) -> Duration:
    """Durations as planners type them: any unit, whole or with decimals."""
    unit = draw(st.sampled_from(Unit))
    places = draw(st.sampled_from((0, 0, 0, 1, 2)))
    amount = Decimal(draw(st.integers(0 if zero else 1, 400))).scaleb(-places)
    if negative and draw(st.booleans()):
        amount = -amount
    return (ElapsedDuration if elapsed and draw(st.booleans()) else WorkDuration)(amount, unit)


@st.composite
def short_durations(draw: DrawFn, *, elapsed: bool = False) -> Duration:
    """Durations of tasks and lags: up to five days' work, often whole hours, sometimes odd minutes and seconds."""
    amount, unit = draw(
        st.one_of(
            st.tuples(st.integers(1, 40), st.just(Unit.HOUR)),
            st.tuples(st.integers(1, 5), st.just(Unit.DAY)),
            st.tuples(st.integers(1, 600), st.just(Unit.MINUTE)),
            st.tuples(st.integers(1, 9), st.just(Unit.SECOND)),
        )
    )
    return (ElapsedDuration if elapsed else WorkDuration)(Decimal(amount), unit)


@st.composite
def three_points(draw: DrawFn, *, elapsed: bool = False) -> ThreePointEstimate:
    """Three amounts of hours in order."""
    kind = ElapsedDuration if elapsed else WorkDuration
    low, mode, high = sorted(draw(st.tuples(*[st.integers(0, 40)] * 3)))
    return ThreePointEstimate(
        kind(Decimal(low), Unit.HOUR), kind(Decimal(mode), Unit.HOUR), kind(Decimal(high), Unit.HOUR)
    )


@st.composite
def lags_of(draw: DrawFn, kinds: Sequence[LagKind] = ALL_LAGS) -> Lag:
    """A lag, half the time none: working time, its negative (a lead), clock time, a share of the predecessor."""
    kind = draw(st.sampled_from((*kinds, *(None for _ in kinds), None)))
    match kind:
        case "work":
            return draw(short_durations())
        case "lead":
            return _negated(draw(short_durations()))
        case "elapsed":
            lag = draw(short_durations(elapsed=True))
            return _negated(lag) if "lead" in kinds and draw(st.booleans()) else lag
        case "percent":
            share = draw(st.integers(-150 if "lead" in kinds else 0, 150))
            return Percent(Decimal(share), "elapsed" in kinds and draw(st.booleans()))
        case None:
            return WorkDuration(Decimal(0), Unit.HOUR)


def _negated(value: Duration) -> Duration:
    return attrs.evolve(value, amount=-value.amount)


@st.composite
def links_between(
    draw: DrawFn,
    predecessor: str,
    successor: str,
    *,
    types: Sequence[str] = ALL_TYPES,
    lags: Sequence[LagKind] = ALL_LAGS,
) -> Dependency:
    """A dependency between two given tasks."""
    return Dependency(
        predecessor, successor, type=DependencyType(draw(st.sampled_from(types))), lag=draw(lags_of(lags))
    )


# --- calendars -------------------------------------------------------------------------------------


@st.composite
def day_shifts(draw: DrawFn, *, nights: bool = True) -> list[tuple[str, str]]:
    """One to three shifts of a day, to the quarter of an hour; the last may run past midnight."""
    count = draw(st.integers(1, 3))
    quarters = st.integers(0, 128 if nights else 96)
    cuts = sorted(draw(st.lists(quarters, min_size=2 * count, max_size=2 * count, unique=True)))
    pairs = [(begin, end) for begin, end in zip(cuts[::2], cuts[1::2], strict=True) if begin < 96]
    return [(_clock(begin), _clock(end)) for begin, end in pairs] or [("08:00", "16:00")]


def _clock(quarter: int) -> str:
    hours, quarters = divmod(quarter, 4)
    return "24:00" if quarter == 96 else f"{hours % 24:02d}:{15 * quarters:02d}"


@st.composite
def exceptions(draw: DrawFn) -> CalendarException:
    """A holiday or a day with other hours, once or recurring, mostly near where plans are."""
    name = draw(st.sampled_from(("", "holiday", "stocktaking")))
    shifts = draw(st.one_of(st.just([]), day_shifts()))
    first = MONDAY.date() + timedelta(days=draw(st.integers(-15, 45)))
    if draw(st.integers(0, 3)):
        return CalendarException(
            name=name, start=first, finish=first + timedelta(days=draw(st.integers(0, 3))), shifts=shifts
        )
    rule = draw(st.sampled_from(("FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=2;COUNT=8", "FREQ=MONTHLY;BYDAY=2TU;COUNT=6")))
    return CalendarException(name=name, recurrence=f"DTSTART:{first:%Y%m%d}\nRRULE:{rule}", shifts=shifts)


@st.composite
def weekly_calendars(draw: DrawFn) -> WorkCalendar:
    """A week of random shifts, nights and weekends included, with up to three exceptions."""
    days = draw(st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True))
    week = {day: draw(day_shifts()) for day in sorted(days)}
    if WorkCalendar.weekly(week).day.minutes_per_week < _LEAST_MINUTES:
        week[4] = [("06:00", "22:00")]
    return WorkCalendar.weekly(week).with_exceptions(*draw(st.lists(exceptions(), max_size=3)))


_LEAST_MINUTES = 16 * 60

OFFICE = {day: [("08:00", "12:00"), ("13:00", "17:00")] for day in range(5)}
NIGHTS = {day: [("22:00", "06:00")] for day in range(5)}
HALF_DAYS = {day: [("08:00", "12:00")] for day in range(6)}


def calendars() -> SearchStrategy[WorkCalendar]:
    """Calendars with working time in every week: the usual ones first, so that examples shrink towards them."""
    return st.one_of(
        st.sampled_from(
            (
                WorkCalendar.continuous(),
                WorkCalendar.standard(),
                WorkCalendar.weekly(NIGHTS),
                WorkCalendar.weekly(HALF_DAYS),
            )
        ),
        weekly_calendars(),
    )


# --- policies --------------------------------------------------------------------------------------


@st.composite
def policies(draw: DrawFn) -> SchedulingPolicy:
    """The named policies, and mixes of their settings."""
    named = draw(
        st.sampled_from((SchedulingPolicy.textbook(), SchedulingPolicy.ms_project(), SchedulingPolicy.primavera()))
    )
    if draw(st.booleans()):
        return named
    fields = attrs.fields(SchedulingPolicy)
    mixed: dict[str, Any] = {field.name: draw(st.sampled_from(_settings_of(field))) for field in fields}
    return SchedulingPolicy(**mixed)


def _settings_of(field: attrs.Attribute[Any]) -> Sequence[object]:
    """Every value that an option of a policy may have, so that a new option is mixed in without being listed here."""
    if isinstance(field.default, bool):
        return (False, True)
    if field.name == "critical_limit":
        return ("0h", "4h", "1d")
    options: Sequence[object] = getattr(field.validator, "options", ())
    return options


# --- plans that can exist --------------------------------------------------------------------------


@st.composite
def valid_plans(
    draw: DrawFn,
    *,
    min_tasks: int = 1,
    max_tasks: int = 7,
    link_types: Sequence[str] = ALL_TYPES,
    lags: Sequence[LagKind] = ALL_LAGS,
    ladders: bool = True,
    calendars: SearchStrategy[WorkCalendar] | None = None,
    milestones: bool = True,
    elapsed: bool = False,
    estimates: bool = False,
    constraints: Sequence[ConstraintType] = (),
    deadlines: bool = False,
    progress: bool = False,
    summaries: bool = False,
    summary_links: bool = False,
    level_of_effort: bool = False,
    inactive: bool = False,
) -> Plan:
    """A plan that can exist.

    Args:
        min_tasks: fewest work packages and milestones; summaries come on top.
        max_tasks: most of them.
        link_types: types that links may have.
        lags: kinds of lag besides none; ``"lead"`` also allows negative elapsed and percent lags.
        ladders: whether two tasks may have more than one link.
        calendars: where the plan's calendar and up to two more come from; default: the strategy of that name.
        milestones: whether tasks may take no time.
        elapsed: whether durations may run on the clock.
        estimates: whether durations may be three-point estimates.
        constraints: kinds of constraint that tasks may have, at most one a task.
        deadlines: whether tasks and plan may have deadlines.
        progress: whether tasks may have begun or ended; brings a data date.
        summaries: whether tasks lie below summaries, up to two deep.
        summary_links: whether links may begin or end at summaries.
        level_of_effort: whether there may be tasks that last as long as what they are linked to.
        inactive: whether tasks may be kept for the record only.
    """
    source = _calendar_strategy() if calendars is None else calendars
    start = MONDAY + timedelta(days=draw(st.integers(0, 13)), hours=draw(st.sampled_from((0, 8, 8, 13, 17, 23))))
    count = draw(st.integers(min_tasks, max_tasks))
    ids = [f"t{number}" for number in range(count)]
    named = tuple((name, draw(source)) for name in draw(st.sampled_from(((), ("site",), ("site", "lab")))))
    tree = draw(_trees(ids)) if summaries else {}
    tasks = [
        draw(
            _tasks(
                name,
                calendar_names=[None, *(label for label, _ in named)],
                start=start,
                milestones=milestones,
                elapsed=elapsed,
                estimates=estimates,
                constraints=constraints,
                deadlines=deadlines,
            )
        )
        for name in ids
    ]
    if inactive:
        tasks = [attrs.evolve(task, details=TaskDetails(active=False)) if draw(_one_in(6)) else task for task in tasks]
    links = draw(_networks(ids, tree if summary_links else {}, types=link_types, lags=lags, ladders=ladders))
    if level_of_effort:
        spanning = draw(_spanning(ids))
        tasks, links = [*tasks, *spanning[0]], [*links, *spanning[1]]
    data_date = None
    if progress:
        data_date = start + timedelta(hours=draw(st.integers(0, 200)))
        tasks = [attrs.evolve(task, progress=draw(_progress(start, data_date))) for task in tasks]
    tasks = [attrs.evolve(task, parent=tree.get(task.id)) for task in tasks]
    tasks += [Task(name, parent=tree.get(name)) for name in sorted({*tree.values()})]
    own = draw(st.sets(st.sampled_from(range(len(links))))) if links else set()
    after = [link for number, link in enumerate(links) if number in own]
    return Plan(
        draw(st.sampled_from(("plan", "CRM rollout"))),
        start=start,
        tasks=draw(st.permutations([_with_links(task, after) for task in tasks])),
        dependencies=[link for number, link in enumerate(links) if number not in own],
        calendar=draw(source),
        calendars=named,
        deadline=start + timedelta(hours=draw(st.integers(1, 900))) if deadlines and draw(_one_in(3)) else None,
        data_date=data_date,
    )


def _calendar_strategy() -> SearchStrategy[WorkCalendar]:
    return calendars()


def _one_in(times: int) -> SearchStrategy[bool]:
    return st.integers(0, times - 1).map(lambda number: number == times - 1)


def _with_links(task: Task, links: Sequence[Dependency]) -> Task:
    return attrs.evolve(task, after=[link for link in links if link.successor == task.id])


@st.composite
def _tasks(
    draw: DrawFn,
    name: str,
    *,
    calendar_names: Sequence[str | None],
    start: datetime,
    milestones: bool,
    elapsed: bool,
    estimates: bool,
    constraints: Sequence[ConstraintType],
    deadlines: bool,
) -> Task:
    duration: Duration | ThreePointEstimate | None
    if milestones and draw(_one_in(6)):
        duration = draw(st.sampled_from((None, WorkDuration(Decimal(0), Unit.DAY))))
    elif estimates and draw(_one_in(3)):
        duration = draw(three_points(elapsed=elapsed and draw(st.booleans())))
    else:
        duration = draw(short_durations(elapsed=elapsed and draw(_one_in(3))))
    moments = st.integers(-50, 700).map(lambda hours: start + timedelta(hours=hours))
    kinds: SearchStrategy[ConstraintType] = st.sampled_from(constraints) if constraints else st.nothing()
    kind = draw(kinds) if bool(constraints) and draw(_one_in(3)) else None
    kept = [] if kind is None else [Constraint(kind, draw(moments) if kind.has_date else None)]
    return Task(
        name,
        duration,
        name=draw(st.sampled_from(("", f"task {name}"))),
        calendar=draw(st.sampled_from(calendar_names)),
        constraints=kept,
        deadline=draw(moments) if deadlines and draw(_one_in(4)) else None,
        priority=draw(st.sampled_from((500, 500, 0, 1000))),
    )


@st.composite
def _trees(draw: DrawFn, ids: Sequence[str]) -> dict[str, str]:
    """Which summary each task lies in, by id, and each inner summary; neighbours along the links lie together."""
    tree: dict[str, str] = {}
    for name in ids:
        label = draw(st.sampled_from((None, "S1", "S1", "S2", "S2.1")))
        if label is not None:
            tree[name] = label
    if "S2.1" in tree.values():
        tree["S2.1"] = "S2"
    return tree


@st.composite
def _networks(
    draw: DrawFn,
    ids: Sequence[str],
    tree: dict[str, str],
    *,
    types: Sequence[str],
    lags: Sequence[LagKind],
    ladders: bool,
) -> list[Dependency]:
    """Links that lead from a lower to a higher number, one or two a task; at summaries only where no circle can arise."""
    links: list[Dependency] = []
    for place in range(1, len(ids)):
        fewest = draw(st.sampled_from((1, 1, 0)))
        found = draw(st.lists(st.integers(0, place - 1), min_size=fewest, max_size=3))
        links += [draw(links_between(ids[before], ids[place], types=types, lags=lags)) for before in found]
    if tree:
        links = _without_circles(links, tree, draw(_summary_links(ids, tree, types, lags)))
    if not ladders:
        links = list({(link.predecessor, link.successor): link for link in links}.values())
    return links


@st.composite
def _summary_links(
    draw: DrawFn, ids: Sequence[str], tree: dict[str, str], types: Sequence[str], lags: Sequence[LagKind]
) -> list[Dependency]:
    names = [*ids, *sorted({*tree.values()})]
    found: list[Dependency] = []
    for _ in range(draw(st.integers(0, 2))):
        summary = draw(st.sampled_from(sorted({*tree.values()})))
        other = draw(st.sampled_from(names))
        pair = (summary, other) if draw(st.booleans()) else (other, summary)
        found.append(draw(links_between(*pair, types=types, lags=lags)))
    return found


def _without_circles(kept: list[Dependency], tree: dict[str, str], wanted: Sequence[Dependency]) -> list[Dependency]:
    """`kept` and those of `wanted` that keep every task out of its own future, whatever the links' types."""
    below: dict[str, set[str]] = {}
    for name in {
        *tree,
        *tree.values(),
        *(end for link in [*kept, *wanted] for end in (link.predecessor, link.successor)),
    }:
        below.setdefault(name, set())
        holder = tree.get(name)
        while holder is not None:
            below.setdefault(holder, set()).add(name)
            holder = tree.get(holder)

    def leaves(name: str) -> set[str]:
        return {task for task in below[name] if not below.get(task)} or {name}

    reached: dict[str, set[str]] = {}

    def add(link: Dependency) -> bool:
        before, behind = leaves(link.predecessor), leaves(link.successor)
        beyond = behind.union(*(reached.get(task, set()) for task in behind))
        if before & beyond:
            return False
        for task in {*before, *(task for task, ahead in reached.items() if ahead & before)}:
            reached.setdefault(task, set()).update(beyond)
        return True

    return [link for link in [*kept, *wanted] if add(link)]


@st.composite
def _spanning(draw: DrawFn, ids: Sequence[str]) -> tuple[list[Task], list[Dependency]]:
    if not draw(st.booleans()):
        return [], []
    first, last = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    kind = draw(st.sampled_from((TaskKind.LEVEL_OF_EFFORT, TaskKind.HAMMOCK)))
    links = [Dependency(first, "span", type=DependencyType.SS), Dependency(last, "span", type=DependencyType.FF)]
    return [Task("span", draw(short_durations()), kind=kind)], links


@st.composite
def _progress(draw: DrawFn, start: datetime, data_date: datetime) -> Progress | None:
    kind = draw(st.sampled_from(("none", "none", "begun", "ended")))
    if kind == "none":
        return None
    span = int((data_date - start) / timedelta(hours=1))
    begun = start + timedelta(hours=draw(st.integers(0, span)))
    if kind == "ended":
        ended = begun + timedelta(hours=draw(st.integers(0, int((data_date - begun) / timedelta(hours=1)))))
        return Progress(actual_start=begun, actual_finish=ended, percent_complete=100)
    remaining = draw(st.one_of(st.none(), short_durations()))
    share = draw(st.integers(0, 99))
    return Progress(actual_start=begun, remaining=remaining, percent_complete=None if remaining else Decimal(share))


@st.composite
def wide_plans(draw: DrawFn, *, max_tasks: int = 7) -> Plan:
    """A plan that can exist with everything that moves a date: all that `valid_plans` has, and besides

    tasks and summaries set by hand, levelling delays, expected finishes, work that stopped and goes on later, freezes and release
    windows. Every task fits into its windows: freezes are short, and the last release window stays open.
    """
    plan = draw(
        valid_plans(
            max_tasks=max_tasks,
            elapsed=True,
            estimates=True,
            constraints=(*FLOORS, *CAPS, *PINS, ConstraintType.ALAP),
            deadlines=True,
            progress=draw(st.booleans()),
            summaries=True,
            summary_links=True,
            level_of_effort=True,
            inactive=True,
        )
    )
    tasks = [draw(_placed_otherwise(task, plan)) for task in plan.tasks]
    return attrs.evolve(plan, tasks=tasks, windows=draw(_windows(plan)))


@st.composite
def _placed_otherwise(draw: DrawFn, task: Task, plan: Plan) -> Task:
    """The task, or one like it that is set by hand, put off, expected to end, or interrupted."""
    start = plan.start
    if task.progress is not None and task.progress.actual_start is not None:
        if task.progress.actual_finish is not None or not draw(_one_in(3)):
            return task
        stop = task.progress.actual_start + timedelta(hours=draw(st.integers(0, 60)))
        resume = stop + timedelta(hours=draw(st.integers(0, 90)))
        return attrs.evolve(task, progress=attrs.evolve(task.progress, stop=stop, resume=resume))
    if task.spans_others or not task.is_active:
        return task
    match draw(st.sampled_from(("as it is", "as it is", "as it is", "by hand", "put off", "expected"))):
        case "by hand":
            begin = start + timedelta(hours=draw(st.integers(-50, 200)))
            end = begin + timedelta(hours=draw(st.integers(0, 100)))
            whole = plan.structure.is_summary(plan.structure.position[task.id])
            which = "both" if whole else draw(st.sampled_from(("both", "start", "finish")))
            details = TaskDetails(
                manual_start=None if which == "finish" else begin, manual_finish=None if which == "start" else end
            )
            return attrs.evolve(task, kind=TaskKind.MANUAL, details=details, constraints=())
        case "put off":
            delay = ElapsedDuration(Decimal(draw(st.integers(1, 90))), Unit.HOUR)
            return attrs.evolve(task, details=TaskDetails(levelling_delay=delay))
        case "expected":
            expected = start + timedelta(hours=draw(st.integers(0, 400)))
            return attrs.evolve(task, details=TaskDetails(expected_finish=expected))
    return task


@st.composite
def _windows(draw: DrawFn, plan: Plan) -> list[Window]:
    """None to two freezes, and perhaps release windows of which the last stays open."""
    names = st.lists(st.sampled_from([task.id for task in plan.tasks]), max_size=3, unique=True)
    hours = st.integers(0, 400).map(lambda count: plan.start + timedelta(hours=count))
    windows = []
    for number in range(draw(st.sampled_from((0, 0, 1, 2)))):
        begin = draw(hours)
        end = begin + timedelta(hours=draw(st.integers(1, 150)))
        windows.append(Window(f"freeze {number}", begin, end, tasks=draw(names), pauses=draw(st.booleans())))
    if draw(_one_in(4)):
        named, pauses = draw(names), draw(st.booleans())
        opens = sorted(draw(st.lists(hours, min_size=1, max_size=3, unique=True)))
        ends = [opening + timedelta(hours=draw(st.integers(1, 60))) for opening in opens[:-1]]
        ends.append(opens[-1] + timedelta(days=7000))
        windows += [
            Window(f"release {number}", opening, end, kind=WindowKind.RELEASE, tasks=named, pauses=pauses)
            for number, (opening, end) in enumerate(zip(opens, ends, strict=True))
        ]
    return windows


# --- plans that cannot exist -----------------------------------------------------------------------


@attrs.frozen
class BrokenPlan:
    """Arguments of `Plan` that must be refused.

    Attributes:
        arguments: what `Plan` is called with, besides its name.
        expected: what the one error must say, each text once.
    """

    arguments: dict[str, Any]
    expected: tuple[str, ...]

    def make(self) -> Plan:
        """Call `Plan`, which refuses."""
        return Plan("broken", **self.arguments)


_Parts: TypeAlias = tuple[list[Task], list[Dependency], list[str]]


def _duplicate() -> _Parts:
    return [Task("twice", "1d"), Task("twice", "2d")], [], ["task 'twice' is there twice"]


def _unknown_predecessor() -> _Parts:
    tasks = [Task("design", "1d"), Task("build", "1d", after=["desing SS+1d"])]
    return tasks, [], ["task 'build'.after: there is no task 'desing'; did you mean 'design'?"]


def _unknown_end() -> _Parts:
    tasks = [Task("rollout", "1d")]
    return (
        tasks,
        [Dependency("rollout", "rolout")],
        ["dependencies[0]: there is no task 'rolout'; did you mean 'rollout'?"],
    )


def _circle() -> _Parts:
    tasks = [Task("c1", "1d", after=["c3"]), Task("c2", "1d", after=["c1 SS+2d"]), Task("c3", "1d", after=["c2 FF"])]
    return tasks, [], ["tasks depend on each other: c1 -> c2 -> c3 -> c1"]


def _circle_through_summary() -> _Parts:
    tasks = [Task("s"), Task("inside", "1d", parent="s"), Task("outside", "1d", after=["s"])]
    return tasks, [Dependency("outside", "inside")], ["tasks depend on each other: inside -> s -> outside -> inside"]


def _parent_circle() -> _Parts:
    return [Task("p1", parent="p2"), Task("p2", parent="p1")], [], ["summaries contain each other: p1 -> p2 -> p1"]


def _unknown_parent() -> _Parts:
    tasks = [Task("phase one"), Task("inner", "1d", parent="phase ome")]
    return tasks, [], ["task 'inner'.parent: there is no task 'phase ome'; did you mean 'phase one'?"]


def _self_link() -> _Parts:
    return [Task("alone", "1d", after=["alone FF+1h"])], [], ["task 'alone'.after: task 'alone' waits for itself"]


def _own_summary() -> _Parts:
    tasks = [Task("above"), Task("below", "1d", parent="above", after=["above"])]
    return tasks, [], ["'above' and 'below' are linked though one contains the other"]


def _summary_duration() -> _Parts:
    tasks = [Task("sum", "3d"), Task("part", "1d", parent="sum")]
    return tasks, [], ["task 'sum'.duration: a summary lasts as long as its tasks, got a duration of its own: 3d"]


def _negative() -> _Parts:
    return [Task("minus", "-5d")], [], ["task 'minus'.duration: a duration cannot be negative, got -5d"]


def _points() -> _Parts:
    tasks = [Task("guess", ("3d", "2d", "9d"))]
    return tasks, [], ["task 'guess'.duration: expected optimistic <= most likely <= pessimistic, got 3d/2d/9d"]


def _mixed_points() -> _Parts:
    return (
        [Task("mixed", ("1d", "2ed", "9d"))],
        [],
        ["the three points are all working time or all elapsed, got 1d/2ed/9d"],
    )


def _calendar() -> _Parts:
    return (
        [Task("late", "1d", calendar="nihgts")],
        [],
        ["task 'late'.calendar: there is no calendar 'nihgts'; did you mean 'nights'?"],
    )


def _resource() -> _Parts:
    tasks = [Task("work", "1d", assignments=[Assignment(resource="anm")])]
    return tasks, [], ["task 'work'.assignments[0].resource: there is no resource 'anm'; did you mean 'ann'?"]


def _finish_before_start() -> _Parts:
    progress = Progress(actual_start="2026-01-06 08:00", actual_finish="2026-01-05 08:00")
    place = "task 'back'.progress.actual_finish"
    said = f"{place}: finished on 2026-01-05 08:00:00, before it started on 2026-01-06 08:00:00"
    return [Task("back", "1d", progress=progress)], [], [said]


def _finish_without_start() -> _Parts:
    progress = Progress(actual_finish="2026-01-05 08:00")
    said = "task 'sudden'.progress.actual_finish: finished on 2026-01-05 08:00:00 but never started"
    return [Task("sudden", "1d", progress=progress)], [], [said]


def _manual_back() -> _Parts:
    details = TaskDetails(manual_start="2026-01-06 08:00", manual_finish="2026-01-05 08:00")
    said = "task 'hand'.details.manual_finish: finishes on 2026-01-05 08:00:00, before it starts on 2026-01-06 08:00:00"
    return [Task("hand", "1d", kind=TaskKind.MANUAL, details=details)], [], [said]


def _link_tail() -> _Parts:
    return [Task("odd FS", "1d")], [], ["an id cannot end like a link, got 'odd FS'"]


def _blank() -> _Parts:
    return [Task(" spaced ", "1d")], [], ["an id is text without spaces around it, got ' spaced '"]


def _far_lag() -> _Parts:
    tasks = [Task("near", "1d"), Task("far", "1d", after=["near FS+10000000000d"])]
    return tasks, [], ["task 'far'.after: the lag 10000000000d is out of reach"]


FAULTS = (
    _duplicate,
    _unknown_predecessor,
    _unknown_end,
    _circle,
    _circle_through_summary,
    _parent_circle,
    _unknown_parent,
    _self_link,
    _own_summary,
    _summary_duration,
    _negative,
    _points,
    _mixed_points,
    _calendar,
    _resource,
    _finish_before_start,
    _finish_without_start,
    _manual_back,
    _link_tail,
    _blank,
    _far_lag,
)
"""Every kind of fault, as the tasks and links that bring it and the texts that must be said."""


@st.composite
def broken_plans(draw: DrawFn, *, most: int = 5) -> BrokenPlan:
    """A plan with one to `most` kinds of fault among sound tasks; the one error must name all of them."""
    kinds = draw(st.lists(st.sampled_from(FAULTS), min_size=1, max_size=most, unique=True))
    tasks = [Task(f"sound {number}", "2d") for number in range(draw(st.integers(0, 3)))]
    links: list[Dependency] = []
    expected: list[str] = []
    for kind in sorted(kinds, key=FAULTS.index):
        more, further, texts = kind()
        shift = len(links)
        tasks += more
        links += further
        expected += [text.replace("dependencies[0]", f"dependencies[{shift}]") for text in texts]
    return BrokenPlan(
        {
            "start": "2026-01-05",
            "tasks": tasks,
            "dependencies": links,
            "calendars": {"nights": WorkCalendar.weekly(NIGHTS)},
            "resources": [Resource("ann")],
        },
        tuple(expected),
    )
