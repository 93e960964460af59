"""The file's resources: people and machines, material, mere costs.

Resource 0 stands for "unassigned" and is left out. The first of the five rate tables is read; the others serve
assignments that name them, which the model does not know. They are kept for the writer, as is availability over time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from itpm.interop.kept import is_reserved
from itpm.interop.mspdi.calendars_in import Calendars
from itpm.interop.mspdi.custom_fields import CustomFields
from itpm.interop.mspdi.elements_out import raw_groups, raw_pairs
from itpm.interop.mspdi.measures import Measures
from itpm.interop.mspdi.records import Record
from itpm.interop.mspdi.task_fields import RESOURCE_GROUPS, RESOURCE_READ, RESOURCE_USUAL
from itpm.model.resources import Accrual, Rate, Resource, ResourceKind

ACCRUALS = {"0": Accrual.PRORATED, "1": Accrual.START, "2": Accrual.END, "3": Accrual.PRORATED}
_TYPES = {"0": ResourceKind.MATERIAL, "1": ResourceKind.WORK, "2": ResourceKind.COST}
_ALWAYS = 1984


def resources_of(
    project: Record, measures: Measures, calendars: Calendars, fields: CustomFields
) -> tuple[Resource, ...]:
    """The resources of a file."""
    records = project.list_of("Resources", "Resource")
    return tuple(_resource(record, measures, calendars, fields) for record in records if _is_there(record))


def _is_there(record: Record) -> bool:
    return (
        not record.flag("IsNull")
        and bool(record.text("UID"))
        and (record.text("UID") != "0" or bool(record.text("Name")))
    )


def _resource(record: Record, measures: Measures, calendars: Calendars, fields: CustomFields) -> Resource:
    kind = record.choice("Type", _TYPES, ResourceKind.WORK)
    if record.flag("IsCostResource"):
        kind = ResourceKind.COST
    max_units = record.number("MaxUnits")
    return Resource(
        record.text("UID"),
        record.text("Name"),
        kind=kind,
        max_units=Decimal(1) if max_units is None else max_units,
        calendar=calendars.name_of(record) if kind is ResourceKind.WORK else None,
        rates=_rates(record, measures),
        accrual=record.choice("AccrueAt", ACCRUALS, Accrual.PRORATED),
        unit=record.text("MaterialLabel"),
        foreign=(*record.foreign(RESOURCE_READ, RESOURCE_USUAL), *_raw(record, fields)),
    )


def _raw(record: Record, fields: CustomFields) -> Iterator[tuple[str, str]]:
    """Elements with elements inside that nothing reads: availability, baselines, custom fields, further rate tables."""
    yield from raw_groups(record.strangers(RESOURCE_GROUPS))
    custom = (one for one in record.groups.get("ExtendedAttribute", ()) if not is_reserved(fields.name_of(one)))
    yield from raw_pairs("ExtendedAttribute", custom)
    for rate in record.elements_of("Rates", "Rate"):
        if any(child.name == "RateTable" and child.text not in ("", "0") for child in rate.children):
            yield from raw_pairs("Rate", [rate])


def _rates(record: Record, measures: Measures) -> tuple[Rate, ...]:
    table = [rate for rate in record.list_of("Rates", "Rate", key="RatesFrom") if rate.text("RateTable") in ("", "0")]
    rates = [_rate(rate, measures) for rate in table] or [_rate(record, measures)]
    if not any(rate.standard or rate.overtime or rate.per_use for rate in rates):
        return ()
    return tuple(sorted(rates, key=lambda rate: rate.effective or datetime.min))


def _rate(record: Record, measures: Measures) -> Rate:
    effective = record.moment("RatesFrom")
    return Rate(
        standard=measures.rate(record, "StandardRate"),
        overtime=measures.rate(record, "OvertimeRate"),
        per_use=measures.some_cost(record, "CostPerUse"),
        effective=None if effective is None or effective.year <= _ALWAYS else effective,
    )
