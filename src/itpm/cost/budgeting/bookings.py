"""Foreign currency in actual cost: what exchange rates did, apart from what the work did.

A budget is converted at planning rates, a booking at the rate of its day. Their difference is nobody's performance, so it stands
apart: ``at booking rates = at planning rates + exchange difference``. A cost variance measured at planning rates shows the work's
share, the exchange difference the currency's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from attrs import field, frozen

from itpm.cost.budgeting.inputs import BudgetError, finish, refuse
from itpm.cost.budgeting.inputs import amount as read
from itpm.errors import Fault
from itpm.model.exchange import ExchangeRates, MissingRateError
from itpm.model.given import several
from itpm.model.money import Money, total
from itpm.tables import Column, Table, Tabular


def _finish(value: datetime | str) -> datetime:
    return finish(value)


@frozen
class Booking:
    """Actual cost as it was booked, in its own currency.

    Attributes:
        task: id of the task it belongs to.
        amount: how much, in the currency it was booked in.
        at: when it arose; a bare date is the day's end, at the rate of that day.
        what: what it was for.
    """

    task: str
    amount: Money = field(converter=read)
    at: datetime = field(converter=_finish)
    what: str = field(default="", kw_only=True)


@frozen(kw_only=True)
class ConvertedBooking:
    """A booking in the project's currency.

    Attributes:
        booking: what was booked.
        planning_rate: the rate it was planned with [project currency / own].
        booking_rate: the rate it was booked at [project currency / own].
        at_planning: the amount at the planning rate.
        at_booking: the amount at the booking rate: actual cost.
    """

    booking: Booking
    planning_rate: Decimal
    booking_rate: Decimal
    at_planning: Money
    at_booking: Money

    @property
    def difference(self) -> Money:
        """What the exchange rate did; above zero it made the work dearer."""
        return self.at_booking - self.at_planning


def _rows(rows: Iterable[ConvertedBooking]) -> tuple[ConvertedBooking, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class ConvertedBookings(Tabular):
    """Actual cost in the project's currency, with what exchange rates did apart. Made by `convert_bookings`.

    Attributes:
        currency: the project's.
        rows: every booking.
    """

    currency: str
    rows: tuple[ConvertedBooking, ...] = field(converter=_rows)

    @property
    def at_booking(self) -> Money:
        """Actual cost (AC)."""
        return total((row.at_booking for row in self.rows), currency=self.currency)

    @property
    def at_planning(self) -> Money:
        """Actual cost at planning rates: what compares with the budget."""
        return total((row.at_planning for row in self.rows), currency=self.currency)

    @property
    def difference(self) -> Money:
        """Exchange difference: AC less AC at planning rates."""
        return self.at_booking - self.at_planning

    def by_task(self) -> dict[str, Money]:
        """Actual cost by task id, for ``Progress(actual_cost=...)``."""
        found: dict[str, Money] = {}
        for row in self.rows:
            known = found.get(row.booking.task, Money(0, self.currency))
            found[row.booking.task] = known + row.at_booking
        return found

    def table(self) -> Table:
        """A row a booking, and the sum."""
        unit = self.currency
        values = [
            (
                row.booking.task,
                row.booking.what,
                str(row.booking.amount),
                row.planning_rate,
                row.booking_rate,
                *(amount.amount for amount in (row.at_planning, row.at_booking, row.difference)),
            )
            for row in self.rows
        ]
        names = ("At planning rate", "At booking rate", "Difference")
        return Table(
            title="Bookings in foreign currency",
            columns=[
                *(Column(name) for name in ("Task", "What", "Booked")),
                *(Column(name, align="right") for name in ("Planning rate", "Booking rate")),
                *(Column(f"{name} [{unit}]", align="right") for name in names),
            ],
            rows=[
                (*row[:3], *(f"{cell:f}"[:10] for cell in row[3:5]), *(f"{cell:,.2f}" for cell in row[5:]))
                for row in values
            ],
            values=values,
            note=f"AC {self.at_booking}: {self.at_planning} at planning rates and {self.difference} of exchange difference",
        )


def convert_bookings(
    bookings: Iterable[Booking], currency: str, *, planning: ExchangeRates, booking: ExchangeRates, places: int = 2
) -> ConvertedBookings:
    """Actual cost in the project's currency, with what exchange rates did apart.

    Args:
        bookings: what was booked, in any currency.
        currency: the project's.
        planning: the rates that the budget was made with.
        booking: the rates of the days.
        places: decimals that each converted amount is rounded to, half to even [1].

    Raises:
        BudgetError: a rate is missing; all that are in one error.

    Example:
        >>> from itpm.model.exchange import ExchangeRate
        >>> planning = ExchangeRates([ExchangeRate("USD", "EUR", "0.90")], name="planning")
        >>> booking = ExchangeRates([ExchangeRate("USD", "EUR", "0.95", effective="2026-03-01")], name="booking")
        >>> found = convert_bookings([Booking("build", "10k USD", "2026-03-31")], "EUR", planning=planning, booking=booking)
        >>> print(found.at_booking, "=", found.at_planning, "+", found.difference)
        9,500 EUR = 9,000 EUR + 500 EUR
    """
    faults: list[Fault] = []
    rows = []
    for number, one in enumerate(several(bookings, Booking, "bookings", BudgetError)):
        own = one.amount.currency
        found = []
        for name, rates in (("planning", planning), ("booking", booking)):
            try:
                found.append(rates.rate(own, currency, at=_day_of(one.at)))
            except MissingRateError as missing:
                faults.append(Fault(f"bookings[{number}].{name} rate", own, str(missing)))
        if len(found) == 2:
            at_planning, at_booking = (Money((one.amount * rate).amount, currency).rounded(places) for rate in found)
            rows.append(
                ConvertedBooking(
                    booking=one,
                    planning_rate=found[0],
                    booking_rate=found[1],
                    at_planning=at_planning,
                    at_booking=at_booking,
                )
            )
    refuse(faults)
    return ConvertedBookings(currency=currency, rows=rows)


def _day_of(at: datetime) -> datetime:
    """An instant of the day that ends at (or runs into) `at`: midnight belongs to the day before."""
    return at - timedelta(seconds=1) if at > datetime.min else at
