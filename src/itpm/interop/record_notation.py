"""Lists inside one cell: predecessors (``12SS+5d;14``) and resources (``Ann[50%];Bob``), read and written.

Items stand between semicolons, or between commas where there is no semicolon. A name that holds one of ``;,[]"`` stands in
double quotes, a quote inside it twice. In a link, the longest text that is a known task counts as its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from decimal import Decimal
from typing import NamedTuple

from itpm.interop.record_cells import decimal_of, duration_of
from itpm.model.dependencies import Dependency, DependencyType, Lag
from itpm.model.durations import NO_TIME, Duration, ElapsedDuration, Percent, Unit

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(.*)', re.DOTALL)
_TAIL = re.compile(r"(.*?)\s*(FS|SS|FF|SF)\s*([+-].*)?", re.DOTALL | re.IGNORECASE)
_LAG_ONLY = re.compile(r"(.*?)\s*([+-][^+-]*)", re.DOTALL)
_PERCENT = re.compile(r"([+-]?)\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(e?)%", re.IGNORECASE)
_UNITS = re.compile(r"(.*?)\[([^\[\]]*)\]", re.DOTALL)
_PLAIN = re.compile(r"[^\s;,\[\]\"](?:[^;,\[\]\"\r\n]*[^\s;,\[\]\"])?")
_DECIMAL_COMMA = re.compile(r"([+-]\s*[0-9]{1,15}),([0-9]{1,9}\s*(?!FS|SS|FF|SF)[a-z%])", re.IGNORECASE)
_LONGEST = 500
_BRACKETS = frozenset('[]"')


class Share(NamedTuple):
    """One item of a list of resources.

    Attributes:
        name: the resource.
        units: how much of it [1]; of a material, how many of its units.
        material: unit of a material; empty for work.
    """

    name: str
    units: Decimal
    material: str


def items_of(text: str) -> list[str]:
    """The items of a list, blanks left out; a comma inside the amount of a lag is a decimal one.

    Example:
        >>> items_of('12SS+1,5d; "a;b" FS'), items_of("3, 4")
        (['12SS+1.5d', '"a;b" FS'], ['3', '4'])
    """
    pieces = re.split(r'("(?:[^"]|"")*")', _DECIMAL_COMMA.sub(r"\1.\2", text))
    mark = ";" if any(";" in piece for piece in pieces[::2]) else ","
    found = [""]
    for place, piece in enumerate(pieces):
        if place % 2:
            found[-1] += piece
            continue
        first, *others = re.split(rf"[{mark}\n]", piece)
        found[-1] += first
        found += others
    return [item.strip() for item in found if item.strip()]


def link_of(item: str, find: Callable[[str], str | None], unit: Unit) -> tuple[str, DependencyType, Lag] | str:
    """Predecessor, type and lag of an item; or what is wrong with it.

    Args:
        item: the text.
        find: the task that a text names; None: there is no such.
        unit: unit of a lag that says none.
    """
    quoted = _QUOTED.fullmatch(item)
    if quoted is not None:
        name, tail = quoted[1].replace('""', '"'), quoted[2]
        whole = _TAIL.fullmatch(tail) if tail and len(tail) <= _LONGEST else None
        if tail and (whole is None or whole[1]):
            return _unread(item)
        found = find(name)
        ended = _ended(found, whole[2], whole[3], unit) if found and whole else _plain(found, name)
        return ended or _unread(item)
    found = find(item)
    if found is not None:
        return found, DependencyType.FS, NO_TIME
    if len(item) > _LONGEST:
        return _plain(None, item)
    typed, bare = _TAIL.fullmatch(item), _LAG_ONLY.fullmatch(item)
    if typed is not None and (found := find(typed[1].strip())) is not None:
        return _ended(found, typed[2], typed[3], unit) or _unread(item)
    if bare is not None and (found := find(bare[1].strip())) is not None:
        return _ended(found, "FS", bare[2], unit) or _unread(item)
    return _plain(None, (typed or bare or (item, item))[1].strip() or item)


def _unread(item: str) -> str:
    return f"expected a link like '12', '12SS+5d' or '12FF-50%', got {item[:60]!r}"


def _plain(found: str | None, name: str) -> tuple[str, DependencyType, Lag] | str:
    return f"there is no task {name[:60]!r}" if found is None else (found, DependencyType.FS, NO_TIME)


def _ended(found: str, kind: str, tail: str | None, unit: Unit) -> tuple[str, DependencyType, Lag] | None:
    lag = lag_of(tail, unit) if tail else NO_TIME
    return None if lag is None else (found, DependencyType(kind.upper()), lag)


def lag_of(text: str, unit: Unit) -> Lag | None:
    """The lag that a text writes; None where it is none.

    Example:
        >>> print(lag_of("+ 50%", Unit.DAY), lag_of("-2 days", Unit.DAY))
        50% -2d
    """
    share = _PERCENT.fullmatch(text.strip())
    if share is not None:
        return Percent(Decimal(share[1] + share[2].replace(",", ".")), elapsed=bool(share[3]))
    return duration_of(text, unit)


def share_of(item: str) -> Share | str:
    """The resource, and how much of it, of an item; or what is wrong with it.

    Example:
        >>> share_of("Ann[50%]"), share_of("Cement[5 t]").material
        (Share(name='Ann', units=Decimal('0.5'), material=''), 't')
    """
    quoted = _QUOTED.fullmatch(item)
    rest = item if quoted is None else quoted[2]
    match = _UNITS.fullmatch(rest) if rest.endswith("]") and len(rest) <= _LONGEST else None
    before = (match[1] if match else rest).strip()
    name = before if quoted is None else quoted[1].replace('""', '"')
    is_odd = not _BRACKETS.isdisjoint(name) if quoted is None else bool(before)
    if not name or is_odd:
        return f"expected a resource like 'Ann', 'Ann[50%]' or 'Cement[5 t]', got {item[:60]!r}"
    if match is None:
        return Share(name, Decimal(1), "")
    return _units(name, match[2].strip())


def _units(name: str, text: str) -> Share | str:
    amount, _, material = text.partition(" ")
    number = decimal_of(amount.removesuffix("%").replace(",", "."))
    if number is None or number < 0 or (amount.endswith("%") and material):
        return f"expected units like [50%], [0.5] or [5 t], got [{text[:40]}]"
    share = number / 100 if amount.endswith("%") else number
    return Share(name, share, material.strip())


def link_text(link: Dependency, ids: Container[str]) -> str:
    """A link as an item of a list.

    Example:
        >>> link_text(Dependency("12", "x", type="SS", lag="5d"), {"12"})
        '12SS+5d'
    """
    amount = link.lag_amount
    lag = "" if not amount else f"{'+' if amount > 0 else ''}{lag_text(link.lag)}"
    tail = link.type.value + lag if lag or link.type is not DependencyType.FS else ""
    name = link.predecessor
    spaced = " " if tail and not name.isdecimal() else ""
    item = f"{name}{spaced}{tail}"
    if _PLAIN.fullmatch(name) and (item == name or item not in ids) and not _TAIL.fullmatch(name):
        return item
    return f"{_in_quotes(name)}{tail}"


def lag_text(lag: Lag) -> str:
    """A lag as `lag_of` reads it."""
    if isinstance(lag, Percent):
        return f"{format(lag.value, 'f')}{'e' if lag.elapsed else ''}%"
    return duration_text(lag)


def duration_text(value: Duration) -> str:
    """A duration as `duration_of` reads it.

    Example:
        >>> from itpm.model.durations import duration
        >>> duration_text(duration("1.50ed"))
        '1.50ed'
    """
    return f"{format(value.amount, 'f')}{'e' if isinstance(value, ElapsedDuration) else ''}{value.unit.value}"


def share_text(share: Share) -> str:
    """A resource as an item of a list.

    Example:
        >>> share_text(Share("Ann", Decimal("0.50"), "")), share_text(Share("Cement", Decimal(5), "t"))
        ('Ann[50%]', 'Cement[5 t]')
    """
    name = share.name if _PLAIN.fullmatch(share.name) else _in_quotes(share.name)
    if share.material:
        return f"{name}[{format(share.units, 'f')} {share.material}]"
    percent = (share.units * 100).normalize()
    return name if percent == 100 else f"{name}[{format(percent, 'f')}%]"


def _in_quotes(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
