"""The work breakdown: WBS nodes as summaries, each followed by its activities and the nodes below it.

Activities are called by their number (``task_id``) and nodes by theirs (``wbs_id``); P6 numbers the two apart, so a node whose
number an activity has, too, is called ``WBS 17``. A node without any activity below it is no summary; it is kept for the writer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from itpm.interop.xer.packing import Pairs, packed_rows
from itpm.interop.xer.rows import Row, Tables

WBS = "WBS "
EMPTY_NODES = "PROJWBS without activities"
WBS_READ = frozenset({"wbs_id", "wbs_name", "wbs_short_name", "parent_wbs_id"})


@frozen(eq=False)
class Breakdown:
    """The rows of a project in the order people read them.

    Attributes:
        rows: nodes (of PROJWBS) and activities (of TASK).
        ids: what each node is called, by its number.
        foreign: the nodes without activities.
    """

    rows: Sequence[Row]
    ids: Mapping[str, str]
    foreign: Pairs

    def parent(self, row: Row) -> str | None:
        """What the summary of a row is called; None where it has none in the project."""
        number = row.raw("parent_wbs_id" if row.table == "PROJWBS" else "wbs_id")
        if number in self.ids:
            return self.ids[number]
        if number and row.table == "TASK" and self.ids:
            row.fault("wbs_id", number[:40], f"expected the number of one of the project's nodes, got {number[:40]!r}")
        return None


def breakdown_of(tables: Tables, project: str) -> Breakdown:
    """The work breakdown of a project."""
    nodes = {row.raw("wbs_id"): row for row in tables.rows("PROJWBS") if row.raw("proj_id") in ("", project)}
    activities = [row for row in tables.rows("TASK") if row.raw("proj_id") in ("", project)]
    below: dict[str, list[Row]] = {}
    for row in activities:
        below.setdefault(row.raw("wbs_id"), []).append(row)
    used = _used(nodes, below)
    numbers = {row.raw("task_id") for row in activities}
    ids = ids_of_nodes(filter(used.__contains__, nodes), numbers)
    rows = [*_ordered({number: nodes[number] for number in ids}, below)]
    seen = {id(row) for row in rows}
    rows += [row for row in activities if id(row) not in seen]
    empty = [list(row.cells.values()) for number, row in nodes.items() if number not in used]
    columns = list(tables.file.tables["PROJWBS"].columns) if empty else []
    return Breakdown(rows, ids, ((EMPTY_NODES, packed_rows([columns, *empty])),) if empty else ())


def ids_of_nodes(nodes: Iterable[str], activities: Container[str]) -> dict[str, str]:
    """What nodes are called, by number.

    Example:
        >>> ids_of_nodes(["1", "2"], {"2", "3"})
        {'1': '1', '2': 'WBS 2'}
    """
    return {number: f"{WBS}{number}" if number in activities else number for number in nodes}


def _used(nodes: Mapping[str, Row], below: Mapping[str, list[Row]]) -> set[str]:
    """Nodes with an activity somewhere below them; each is visited once, even in a circle."""
    used: set[str] = set()
    for number in below:
        while number in nodes and number not in used:
            used.add(number)
            number = nodes[number].raw("parent_wbs_id")  # noqa: PLW2901  # walks up
    return used


def _ordered(nodes: Mapping[str, Row], below: Mapping[str, list[Row]]) -> Iterator[Row]:
    """Depth first; nodes that lie in a circle come last, for the plan to refuse."""
    children: dict[str, list[str]] = {}
    for number, row in nodes.items():
        above = row.raw("parent_wbs_id")
        children.setdefault(above if above in nodes else "", []).append(number)
    for numbers in children.values():
        numbers.sort(key=lambda number: nodes[number].number_in("seq_num") or 0)
    seen: set[str] = set()
    for start in (*children.get("", ()), *nodes):
        stack = [start]
        while stack:
            number = stack.pop()
            if number in seen:
                continue
            seen.add(number)
            yield nodes[number]
            yield from below.get(number, ())
            stack.extend(reversed(children.get(number, ())))
