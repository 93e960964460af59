"""The file's resources with their rates, and roles that work is assigned to before anybody is.

A role appears as a resource called ``role 17``, where an assignment names a role and no resource.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from itpm.interop.xer.calendars_in import Calendars
from itpm.interop.xer.codes import RESOURCE_KINDS
from itpm.interop.xer.rows import Row, Tables, trimmed
from itpm.model.resources import Rate, Resource, ResourceKind

READ = frozenset({"rsrc_id", "rsrc_name", "clndr_id"})
ROLE = "role "


def resources_of(tables: Tables, calendars: Calendars, currency: str, roles: Iterable[str]) -> tuple[Resource, ...]:
    """The resources of a file, then the roles of those numbers."""
    rates: dict[str, list[Row]] = {}
    for row in tables.rows("RSRCRATE"):
        rates.setdefault(row.raw("rsrc_id"), []).append(row)
    found = [_resource(row, calendars, currency, rates.get(row.raw("rsrc_id"), [])) for row in _rows(tables)]
    return (*found, *role_resources(tables, roles))


def _rows(tables: Tables) -> list[Row]:
    seen: set[str] = set()
    rows = []
    for row in tables.rows("RSRC"):
        number = row.raw("rsrc_id")
        if not number or number in seen:
            row.fault("rsrc_id", number[:40], f"expected a number of its own, got {number[:40]!r}")
            continue
        seen.add(number)
        rows.append(row)
    return rows


def _resource(row: Row, calendars: Calendars, currency: str, rows: list[Row]) -> Resource:
    rates, max_units = rates_of(rows, currency)
    return Resource(
        row.raw("rsrc_id"),
        row.text("rsrc_name"),
        kind=row.choice("rsrc_type", RESOURCE_KINDS, ResourceKind.WORK),
        max_units=max_units,
        calendar=calendars.name_of(row),
        rates=rates,
        foreign=row.others(READ),
    )


def rates_of(rows: list[Row], currency: str) -> tuple[tuple[Rate, ...], Decimal]:
    """The rates that rows of RSRCRATE hold, earliest first, and how much of the resource there is."""
    found = [
        Rate(standard=row.money("cost_per_qty", currency), effective=row.moment("start_date"))
        for row in rows
        if row.number_in("cost_per_qty")
    ]
    units = Decimal(1)
    most = rows[0].number_in("max_qty_per_hr") if rows else None
    if most is not None and most >= 0:
        units = trimmed(most)
    elif most is not None:
        rows[0].fault("max_qty_per_hr", str(most), f"expected 0 or more, got {most}")
    return tuple(sorted(found, key=lambda rate: rate.effective or datetime.min)), units


def role_resources(tables: Tables, wanted: Iterable[str]) -> list[Resource]:
    """What stands for roles, by their numbers."""
    names = {row.raw("role_id"): row.text("role_name") for row in tables.rows("ROLES")}
    return [Resource(f"{ROLE}{number}", names.get(number, "")) for number in wanted]
