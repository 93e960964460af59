"""Finding what is wrong with a decision table without running it: gaps, overlaps, rows that never count.

Between two neighbouring constants of a column nothing changes, so finitely many boxes stand for all inputs there are. They are
walked column by column, and what leaves the same rows is walked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice

from itpm.findings import Finding, Severity
from itpm.rules.conditions.wording import value_words
from itpm.rules.tables.boxes import Box, Budget, TooLargeError, common, uncovered
from itpm.rules.tables.columns import Aggregation, HitPolicy, TableOutput
from itpm.rules.tables.compiled import CompiledColumn
from itpm.rules.tables.hits import SEVERAL, rank, same
from itpm.rules.tables.rows import TableRow

_MOST_FINDINGS = 50


def verified(  # noqa: PLR0917  # what a table is made of
    name: str,
    columns: Sequence[CompiledColumn],
    rows: Sequence[TableRow],
    outputs: Sequence[TableOutput],
    hit: HitPolicy,
    aggregate: Aggregation | None,
) -> tuple[Finding, ...]:
    """What is wrong with a table, at most a few dozen findings of each sort."""
    check = _Check(name, columns, rows, outputs, hit)
    lists = hit in SEVERAL and aggregate is not Aggregation.COUNT
    gaps = () if aggregate is Aggregation.COUNT else check.gaps(Severity.MINOR if lists else Severity.MAJOR)
    parts = (gaps, check.overlaps(), check.idle_rows(), check.strange_outputs())
    return tuple(finding for part in parts for finding in part)


def overlaps_of(
    columns: Sequence[CompiledColumn], rows: int, clash: Callable[[int, int], bool] = lambda _, __: True
) -> Iterator[tuple[int, int, Box]]:
    """Pairs of rows, by index, that can both match and clash, with the box where they do."""
    where = [[_places(column, row) for row in range(rows)] for column in columns]
    for one, other in combinations(range(rows), 2):
        if clash(one, other) and all(places[one] & places[other] for places in where):
            box = common(columns, 1 << one | 1 << other)
            if box is not None:
                yield one, other, box


def _places(column: CompiledColumn, row: int) -> int:
    """The regions that a row matches, as bits."""
    return sum(1 << number for number, region in enumerate(column.regions) if region.rows >> row & 1)


class _Check:
    def __init__(
        self,
        name: str,
        columns: Sequence[CompiledColumn],
        rows: Sequence[TableRow],
        outputs: Sequence[TableOutput],
        hit: HitPolicy,
    ) -> None:
        self._name, self._columns, self._rows, self._outputs, self._hit = name, columns, rows, outputs, hit
        self._budget = Budget()

    def gaps(self, severity: Severity) -> Iterator[Finding]:
        if any(output.default is not None for output in self._outputs):
            return
        try:
            for box in islice(uncovered(self._columns, (1 << len(self._rows)) - 1, self._budget), _MOST_FINDINGS):
                message = f"no row for {box.words(self._columns)}"
                yield self._finding("TAB001", message, "add a row, or a default", box, severity=severity)
        except TooLargeError:
            yield self._finding("TAB006", "too large to be verified", "split the table", severity=Severity.MINOR)

    def overlaps(self) -> Iterator[Finding]:
        if self._hit not in (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY):
            return
        clashing = overlaps_of(self._columns, len(self._rows), self._clash)
        for one, other, box in islice(clashing, _MOST_FINDINGS):
            message = f"rows {one + 1} and {other + 1} both match {box.words(self._columns)}"
            differently = "" if self._hit is HitPolicy.UNIQUE else " and answer differently"
            yield self._finding("TAB002", f"{message}{differently}", "narrow one of them", box)

    def _clash(self, one: int, other: int) -> bool:
        mine, theirs = self._rows[one].then, self._rows[other].then
        if self._hit is HitPolicy.UNIQUE:
            return True
        if self._hit is HitPolicy.PRIORITY and rank(mine, self._outputs) != rank(theirs, self._outputs):
            return False
        return not same(mine, theirs)

    def idle_rows(self) -> Iterator[Finding]:
        for number in range(len(self._rows)):
            box = common(self._columns, 1 << number)
            if box is None:
                yield self._finding("TAB003", f"row {number + 1} matches nothing", "correct its cells, or delete it")
                continue
            before = self._before(number)
            try:
                if before and next(uncovered(self._columns, before, self._budget, within=box.regions), None) is None:
                    message = f"row {number + 1} never counts: rows before it match all that it matches"
                    yield self._finding("TAB003", message, "move it up, or delete it")
            except TooLargeError:
                return

    def _before(self, number: int) -> int:
        """The rows, as bits, that count instead of this one where both match."""
        if self._hit is HitPolicy.FIRST:
            return (1 << number) - 1
        if self._hit is not HitPolicy.PRIORITY:
            return 0
        mine = (rank(self._rows[number].then, self._outputs), number)
        ranks = [(rank(row.then, self._outputs), other) for other, row in enumerate(self._rows)]
        return sum(1 << other for other, theirs in enumerate(ranks) if theirs < mine)

    def strange_outputs(self) -> Iterator[Finding]:
        for number, row in enumerate(self._rows, 1):
            for output, value in zip(self._outputs, row.then, strict=True):
                if output.values and not any(same((value,), (known,)) for known in output.values):
                    message = f"row {number} answers {value_words(value)}, which {output.name} does not list"
                    yield self._finding("TAB004", message, "list it, or correct the row")

    def _finding(
        self, code: str, message: str, remedy: str, box: Box | None = None, *, severity: Severity = Severity.MAJOR
    ) -> Finding:
        evidence = box.example(self._columns) if box is not None else ()
        subject = f"table:{self._name}"
        return Finding(code=code, subject=subject, message=message, remedy=remedy, evidence=evidence, severity=severity)
