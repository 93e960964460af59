"""The file's links, by successor; one to or from another project is kept as it is written, and holds nothing here."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from itpm.interop.xer.codes import LINKS
from itpm.interop.xer.packing import Pairs, packed, packed_rows
from itpm.interop.xer.rows import Row, Tables
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import NO_TIME

READ = frozenset({"task_id", "pred_task_id", "pred_type", "lag_hr_cnt", "aref", "arls"})
OTHER_PROJECTS = "TASKPRED of other projects"


@frozen(eq=False)
class Links:
    """A file's links.

    Attributes:
        by_successor: the links into each task, in the file's order.
        foreign: what the file says of them besides, and links with other projects.
    """

    by_successor: dict[str, list[Dependency]]
    foreign: Pairs


def links_of(tables: Tables, project: str, tasks: Collection[str]) -> Links:
    """The links among `tasks`, those of the project in the order of the plan."""
    found: dict[str, list[Dependency]] = {}
    besides: dict[str, list[tuple[str, str]]] = {task: [] for task in tasks}
    others: list[list[str]] = []
    for row in tables.rows("TASKPRED"):
        before, behind = row.raw("pred_task_id"), row.raw("task_id")
        if before in tasks and behind in tasks:
            links = found.setdefault(behind, [])
            links.append(_link(row, before, behind))
            besides[behind].append((f"TASKPRED {behind} {len(links)}", packed(row.others(READ))))
        elif before in tasks or behind in tasks:
            if not _leads_elsewhere(row, project, "pred_" if behind in tasks else ""):
                column = "pred_task_id" if behind in tasks else "task_id"
                row.fault(column, row.raw(column)[:40], f"expected a task of the project, got {row.raw(column)[:40]!r}")
            others.append(list(row.cells.values()))
    foreign = [pair for pairs in besides.values() for pair in pairs]
    if others:
        columns = tables.file.tables["TASKPRED"].columns
        foreign.append((OTHER_PROJECTS, packed_rows([list(columns), *others])))
    return Links(found, tuple(foreign))


def _leads_elsewhere(row: Row, project: str, end: str) -> bool:
    """Whether an end of a link lies in another project."""
    return row.raw(f"{end}proj_id") not in ("", project)


def _link(row: Row, before: str, behind: str) -> Dependency:
    lag = row.hours("lag_hr_cnt")
    kind = row.choice("pred_type", LINKS, DependencyType.FS)
    return Dependency(before, behind, type=kind, lag=NO_TIME if lag is None or not lag.amount else lag)
