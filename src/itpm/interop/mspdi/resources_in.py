"""The file's resources: people and machines, material, mere costs.

Resource 0 stands for "unassigned" and is left out. The first of the five rate tables is read; the others serve
assignments that name them, which the model does not know.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from itpm.interop.mspdi.calendars_in import Calendars
from itpm.interop.mspdi.measures import Measures
from itpm.interop.mspdi.records import Record
from itpm.model.resources import Accrual, Rate, Resource, ResourceKind

ACCRUALS = {"0": Accrual.PRORATED, "1": Accrual.START, "2": Accrual.END, "3": Accrual.PRORATED}
_TYPES = {"0": ResourceKind.MATERIAL, "1": ResourceKind.WORK, "2": ResourceKind.COST}
_ALWAYS = 1984
_KEPT = frozenset(
    {
        "Code",
        "EmailAddress",
        "Group",
        "GUID",
        "Hyperlink",
        "HyperlinkAddress",
        "Initials",
        "IsGeneric",
        "IsInactive",
        "NTAccount",
    }
    | {
        "Notes",
        "Phonetics",
        "CostCenter",
        "IsBudget",
        "BookingType",
        "AvailableFrom",
        "AvailableTo",
        "StandardRateFormat",
    }
)


def resources_of(project: Record, measures: Measures, calendars: Calendars) -> tuple[Resource, ...]:
    """The resources of a file."""
    records = project.list_of("Resources", "Resource")
    return tuple(_resource(record, measures, calendars) for record in records if _is_there(record))


def _is_there(record: Record) -> bool:
    return (
        not record.flag("IsNull")
        and bool(record.text("UID"))
        and (record.text("UID") != "0" or bool(record.text("Name")))
    )


def _resource(record: Record, measures: Measures, calendars: Calendars) -> Resource:
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
        foreign=tuple((name, text) for name, text in record.fields.items() if name in _KEPT and text not in ("", "0")),
    )


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
