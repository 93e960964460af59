"""From a plan to a P6 XER file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from itpm.errors import Fault, FaultsError, PlanError
from itpm.interop.kept import Fields
from itpm.interop.restoring import kept_of
from itpm.interop.xer.keeping import called_in_file, mark, texts_of
from itpm.interop.xer.loading import chosen_project, plan_fields
from itpm.interop.xer.rows import Tables
from itpm.interop.xer.tables_out import XerFile
from itpm.interop.xer.xer_text import parse_xer
from itpm.model.durations import ElapsedDuration, Percent
from itpm.model.plans import Plan
from itpm.scheduling import Schedule

_PLACE = re.compile(r"([A-Z]+) row ([0-9]+) \(line [0-9]+\), ")


def dumps(plan: Plan, schedule: Schedule | None = None) -> str:
    r"""The plan as the text of a P6 XER file.

    Read again with `loads` it is the same plan. Ids that are no numbers become the activities' codes. What a file said that the
    library does not read is said again, where the plan came from one. What P6 has no means for is written as what comes nearest
    and kept in a user-defined field, see `itpm.interop.kept`. What would change dates is refused: links with summaries, and lags
    on the clock.

    Args:
        plan: what is written.
        schedule: its dates; without one P6 computes them when it opens the file.

    Raises:
        PlanError: with everything that P6 cannot say, or the file cannot hold.

    Example:
        >>> from itpm.model import Plan, Task
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> [line.split("\t")[1] for line in dumps(plan).splitlines() if line.startswith("%T")]
        ['UDFTYPE', 'PROJECT', 'CALENDAR', 'SCHEDOPTIONS', 'PROJWBS', 'TASK', 'TASKPRED', 'UDFVALUE']
    """
    faults = list(_unsayable(plan))
    if faults:
        raise PlanError(faults)
    file = XerFile(plan, schedule)
    marked = _fields(file.text(mark(file.project, file.root)), file)
    # What P6's own files say besides stands in this one's tables, as far as it still holds.
    but = ("foreign",) if file.is_from_p6 else ()
    kept = kept_of(plan, marked, *called_in_file(file.numbers), but=but)
    return file.text(texts_of(kept, file.numbers, file.project, file.root))


def _fields(text: str, file: XerFile) -> Fields:
    """The fields of the plan that a text gives back.

    Raises:
        PlanError: a value that the file cannot hold.
    """
    faults: list[Fault] = []
    tables = Tables(parse_xer(text, faults), faults)
    try:
        found = plan_fields(tables, chosen_project(tables, file.project), numbered=False)
    except FaultsError as error:
        raise PlanError(_unwritable([*faults, *error.faults], file)) from None
    if faults:
        raise PlanError(_unwritable(faults, file))
    return found


def _unwritable(faults: Iterable[Fault], file: XerFile) -> Iterator[Fault]:
    """The faults with places that say the plan's ids instead of the file's rows."""
    for fault in faults:
        place = _PLACE.sub(lambda found: _owner(file, found[1], int(found[2]) - 1), fault.place)
        yield Fault(place, fault.value, f"P6's file cannot hold this: {fault.message}")


def _owner(file: XerFile, table: str, number: int) -> str:
    """Whom a row belongs to, as the beginning of a place."""
    row = file.rows[table][number] if number < len(file.rows.get(table, ())) else {}
    tasks = {number: name for name, number in file.numbers.activities.items()}
    resources = {number: name for name, number in file.numbers.resources.items()}
    owners = [f"task {tasks[row['task_id']]!r}"] if row.get("task_id") in tasks else []
    owners += [f"resource {resources[row['rsrc_id']]!r}"] if row.get("rsrc_id") in resources else []
    return f"{', '.join(owners) or table}, "


def _unsayable(plan: Plan) -> Iterable[Fault]:
    structure = plan.structure
    for link in plan.links:
        ends = (link.predecessor, link.successor)
        if any(structure.is_summary(structure.position[name]) for name in ends):
            yield Fault(f"link {link}", str(link), "P6 has no links with summaries; link their tasks instead")
        if isinstance(link.lag, ElapsedDuration) and link.lag.amount and not _on_the_clock(plan):
            yield Fault(
                f"link {link}", str(link), "P6 counts lags in working time, unless all of them are on the clock"
            )
        if isinstance(link.lag, Percent) and link.lag.elapsed:
            yield Fault(f"link {link}", str(link), "P6 has no lags that are a share of elapsed time")
    for task in plan.tasks:
        if task.assignments and structure.is_summary(structure.position[task.id]):
            yield Fault(f"task {task.id!r}.assignments", len(task.assignments), "P6 assigns nobody to a summary")


def _on_the_clock(plan: Plan) -> bool:
    return plan.policy is not None and plan.policy.lag_calendar == "continuous"
