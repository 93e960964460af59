"""The money of a CRM roll-out: what it will cost, when it is needed, and what a dearer dollar does.

Run it: ``python examples/budget_to_cash.py``.
"""

from __future__ import annotations

from itpm.cost.budgeting import (
    Booking,
    Budget,
    CashFlow,
    ConvertedBookings,
    CostEstimate,
    Expense,
    FiscalPeriod,
    FundingCheck,
    FundingLimit,
    PaymentTerms,
    PlanningPackage,
    Treatment,
    budget,
    cash_flow,
    convert_bookings,
    cost_estimate,
    draw,
    funding_check,
    journeys,
    salary_rate,
)
from itpm.model import (
    Accrual,
    Assignment,
    Dependency,
    Money,
    Plan,
    Rate,
    Resource,
    ResourceKind,
    Task,
    TaskDetails,
    WorkCalendar,
    duration,
)
from itpm.model.exchange import ExchangeRate, ExchangeRates
from itpm.scheduling import schedule

PLANNING = ExchangeRates([ExchangeRate("USD", "EUR", "0.90")], name="planning")
BOOKING = ExchangeRates(
    [
        ExchangeRate("USD", "EUR", "0.92", effective="2026-03-01"),
        ExchangeRate("USD", "EUR", "0.95", effective="2026-04-01"),
    ],
    name="booking",
)

RESOURCES = (
    # The calendar leaves holidays and leave out, so a salary is divided by productive hours; a rise comes in April.
    Resource(
        "ann",
        "Ann, analyst",
        rates=[salary_rate("78k EUR", overtime=25), salary_rate("81k EUR", overtime=25, effective="2026-04-01")],
    ),
    Resource("acme", "Acme, developers", rates=[Rate(standard=Money(110, "USD"))]),
    Resource(
        "seat", "CRM seat", kind=ResourceKind.MATERIAL, rates=[Rate(standard=Money(240, "EUR"))], accrual=Accrual.START
    ),
)


def _of(account: str, phase: str, **more: object) -> TaskDetails:
    return TaskDetails(cost_account=account, codes=[("Phase", phase)], **more)  # type: ignore[arg-type]  # fields by name


PLAN = Plan(
    "CRM rollout",
    start="2026-02-02",
    currency="EUR",
    calendar=WorkCalendar.standard().with_holidays(["2026-04-03", "2026-04-06", "2026-05-01"]),
    resources=RESOURCES,
    tasks=[
        Task("crm", name="CRM rollout"),
        Task(
            "design",
            duration("20d"),
            parent="crm",
            assignments=[Assignment(resource="ann")],
            details=_of("CA-1", "Plan"),
        ),
        Task(
            "build",
            duration("40d"),
            parent="crm",
            assignments=[
                Assignment(resource="acme", units=2),
                Assignment(resource="ann", work="176h", overtime="16h"),
            ],
            details=_of("CA-2", "Do"),
        ),
        Task(
            "golive",
            duration("5d"),
            parent="crm",
            assignments=[Assignment(resource="ann"), Assignment(resource="seat", units=60)],
            details=_of("CA-2", "Do", fixed_cost=Money(4000, "EUR"), fixed_cost_accrual=Accrual.END),
        ),
    ],
    dependencies=[Dependency("design", "build"), Dependency("build", "golive")],
)

EXPENSES = (
    Expense("hosting", "650 EUR", task="crm", every="month", start="2026-03-01", tax=19),
    journeys("visits", task="design", trips=4, fare="260 EUR", days=2, per_day="170 EUR"),
)

TERMS = {
    "acme": PaymentTerms(net=30, end_of_month=True, retainage="10%", released="golive"),
    "hosting": PaymentTerms(net=14),
    "seat": PaymentTerms(net=30, invoiced="finish"),
    "fixed": PaymentTerms(milestones=[("2026-02-02", "25%"), ("golive", "75%")], net=10),
}


def estimate() -> CostEstimate:
    """Every cost, each line in whole cents; the build is capitalised."""
    return cost_estimate(
        schedule(PLAN),
        expenses=EXPENSES,
        rates=PLANNING,
        treatments={"build": Treatment.CAPITAL},
        taxes={"acme": 19},
        places=2,
    )


def agreed() -> Budget:
    """The budget with training still to be planned, and reserves."""
    training = PlanningPackage("training", "18k EUR", start="2026-05-11", finish="2026-05-29", account="CA-3")
    return budget(
        estimate(),
        packages=[training],
        undistributed="6k EUR",
        contingency="15k EUR",
        management_reserve="10k EUR",
    )


def after_draw() -> Budget:
    """The budget after a risk occurred: data were worse than hoped."""
    cleaning = PlanningPackage("data cleaning", "0 EUR", task="build")
    return draw(
        agreed(), "6k EUR", into=cleaning, at="2026-03-20", by="project manager", reason="R3: bad customer records"
    )


def funding() -> FundingCheck:
    """Money comes in two grants."""
    return funding_check(after_draw(), [FundingLimit("2026-02-01", "70k EUR"), FundingLimit("2026-05-01", "160k EUR")])


def cash() -> CashFlow:
    """What leaves the account, by each payee's terms."""
    receipts = [("2026-02-01", "70k EUR"), ("2026-05-01", "160k EUR")]
    return cash_flow(after_draw(), terms=TERMS, receipts=receipts)


def bookings() -> ConvertedBookings:
    """What Acme has billed so far, with what the dollar did apart."""
    billed = [
        Booking("build", "38k USD", "2026-03-31", what="Acme, March"),
        Booking("build", "35k USD", "2026-04-30", what="Acme, April"),
    ]
    return convert_bookings(billed, "EUR", planning=PLANNING, booking=BOOKING)


def report() -> str:
    """Everything, as text."""
    found = after_draw()
    return "\n\n".join(
        [
            str(estimate()),
            str(estimate().explain("build")),
            str(found.by("wbs")),
            str(found.by("treatment")),
            str(found),
            str(found.log_table()),
            str(found.phased("month", rows="account").rounded()),
            str(found.phased(FiscalPeriod("quarter", first_month=4)).rounded()),
            str(funding()),
            str(cash()),
            str(bookings()),
        ]
    )


def main() -> None:
    """Print the report."""
    print(report())


if __name__ == "__main__":
    main()
