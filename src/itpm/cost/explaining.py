"""Why an index of earned value is what it is: the work packages behind it, largest variance first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias

import attrs

from itpm.cost.figures import EarnedValueRow
from itpm.errors import UndefinedIndexError, UnknownNameError, nearest
from itpm.findings import Explanation
from itpm.model.money import Money

_Variance: TypeAlias = Literal["cost", "schedule"]

_INDICES: Mapping[str, tuple[_Variance, Callable[[EarnedValueRow], Decimal | Money]]] = MappingProxyType(
    {
        "cpi": ("cost", lambda row: row.cpi),
        "csi": ("cost", lambda row: row.csi),
        "cv": ("cost", lambda row: row.cv),
        "cv%": ("cost", lambda row: row.cv_percent),
        "eac": ("cost", lambda row: row.eac()),
        "etc": ("cost", lambda row: row.etc()),
        "vac": ("cost", lambda row: row.vac()),
        "tcpi": ("cost", lambda row: row.tcpi),
        "spi": ("schedule", lambda row: row.spi),
        "sv": ("schedule", lambda row: row.sv),
        "sv%": ("schedule", lambda row: row.sv_percent),
    }
)


def explain_index(subject: EarnedValueRow, rows: Iterable[EarnedValueRow], *, index: str, most: int) -> Explanation:
    """Why `index` of `subject` is what it is.

    Args:
        subject: the project, a summary or a task.
        rows: every task's figures, in plan order.
        index: what is asked about, as ``"cpi"``.
        most: how many work packages are named [1].

    Raises:
        UnknownNameError: no such index.
    """
    asked = index.lower()
    if asked not in _INDICES:
        raise UnknownNameError("index", index, nearest(asked, _INDICES))
    variance, _ = _INDICES[asked]
    packages = [row for row in work_packages(subject, rows) if _variance(row, variance)]
    packages.sort(key=lambda row: -abs(_variance(row, variance).amount))
    whole = _variance(subject, variance)
    shown = packages[:most]
    causes = [Explanation(_subject(row), _package(row, variance, whole), (), row) for row in shown]
    if rest := packages[len(shown) :]:
        left = sum((_variance(row, variance).amount for row in rest), Decimal(0))
        causes.append(Explanation("plan:", f"{len(rest)} more: {_signed(Money(left, whole.currency))} together"))
    return Explanation(_subject(subject), _statement(subject, asked, variance), tuple(causes), subject)


def work_packages(subject: EarnedValueRow, rows: Iterable[EarnedValueRow]) -> list[EarnedValueRow]:
    """What the figures of `subject` are made of: its leaves, and what its summaries hold of their own."""
    listed = list(rows)
    children: dict[str, list[EarnedValueRow]] = {}
    for row in listed:
        children.setdefault(row.parent, []).append(row)
    found: list[EarnedValueRow] = []
    stack = [subject]
    while stack:
        row = stack.pop()
        parts = children.get(row.id, []) if row.is_summary else []
        own = without(row, parts) if parts else row
        if not parts or any((own.pv, own.ev, own.ac, own.bac)):
            found.append(own)
        stack.extend(reversed(parts))
    return found


def without(row: EarnedValueRow, parts: Sequence[EarnedValueRow]) -> EarnedValueRow:
    """What a summary holds beside its parts."""
    zero = Money(0, row.bac.currency)
    return attrs.evolve(
        row,
        name=f"{row.name} itself",
        pv=row.pv - sum((part.pv for part in parts), zero),
        ev=row.ev - sum((part.ev for part in parts), zero),
        ac=row.ac - sum((part.ac for part in parts), zero),
        bac=row.bac - sum((part.bac for part in parts), zero),
    )


def _variance(row: EarnedValueRow, kind: _Variance) -> Money:
    return row.cv if kind == "cost" else row.sv


def _subject(row: EarnedValueRow) -> str:
    return f"task:{row.id}" if row.id else "plan:"


def _statement(row: EarnedValueRow, index: str, kind: _Variance) -> str:
    try:
        value = _INDICES[index][1](row)
    except UndefinedIndexError as undefined:
        return f"{index.upper()} of {row.name} is undefined: {undefined}"
    text = str(value) if isinstance(value, Money) else f"{value:.2f}{' %' if index.endswith('%') else ''}"
    measured = f"{row.ac} spent" if kind == "cost" else f"{row.pv} planned"
    direction = _direction(_variance(row, kind), kind)
    return f"{index.upper()} of {row.name} is {text}: {row.ev} earned, {measured}, {direction}"


def _package(row: EarnedValueRow, kind: _Variance, whole: Money) -> str:
    measured = f"cost {row.ac}" if kind == "cost" else f"was to earn {row.pv}"
    variance = _variance(row, kind)
    label = f"{row.name} ({row.id})" if row.id and row.id != row.name else row.name
    same_way = variance.amount * whole.amount > 0
    share = f", {variance.amount / whole.amount:.0%} of the whole" if same_way else ""
    return f"{label} earned {row.ev} and {measured}: {_direction(variance, kind)}{share}"


def _direction(variance: Money, kind: _Variance) -> str:
    if not variance:
        return "on budget" if kind == "cost" else "on plan"
    worse, better = ("over budget", "under budget") if kind == "cost" else ("behind plan", "ahead of plan")
    return f"{-variance} {worse}" if variance.amount < 0 else f"{variance} {better}"


def _signed(variance: Money) -> str:
    return f"+{variance}" if variance.amount > 0 else str(variance)
