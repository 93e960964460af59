"""The controller's month end: earned value of a CRM roll-out by accrual, what to forecast, and the budget review.

Run it: ``python examples/monthly_report.py``.
"""

# Durations are typed as text here and read by Task's converters, which pyright cannot follow.
# pyright: reportArgumentType=false
from __future__ import annotations

import itpm
from itpm import cost

MONTHS = ("2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30")

BUDGET = (
    # id, planned start, planned finish, budget, hours
    ("analysis", "2026-01-05", "2026-01-30", 24_000, "320h"),
    ("interfaces", "2026-02-02", "2026-04-24", 60_000, "800h"),
    ("portal", "2026-02-02", "2026-06-26", 72_000, "960h"),
    ("migration", "2026-03-02", "2026-05-29", 48_000, "640h"),
    ("licences", "2026-04-01", "2026-04-01", 40_000, None),
    ("test", "2026-06-01", "2026-07-10", 36_000, "480h"),
    ("management", "2026-01-05", "2026-07-10", 30_000, "300h"),
)

MEASURES = {
    "migration": cost.Units(400, [("2026-03-31", 60), ("2026-04-30", 70)]),  # thousand customer records
    "portal": cost.AcceptedPoints(180, [("2026-02-27", 20), ("2026-03-31", 25), ("2026-04-30", 27)]),
    "licences": cost.WeightedMilestones([cost.EarningMilestone("delivered", 1, reached="2026-04-08")]),
    "test": cost.WeightedMilestones(
        [
            cost.EarningMilestone("cases written", 30, planned="2026-06-12"),
            cost.EarningMilestone("first run", 40, planned="2026-06-26"),
            cost.EarningMilestone("accepted", 30, planned="2026-07-10"),
        ]
    ),
    "management": cost.LevelOfEffort(),
}

JUDGED = {"interfaces": (0, 20, 45, 65)}
"""Physical percent complete at each month's end [%]."""

HOURS = {
    # task: rate [EUR/h], hours by month
    "analysis": (75, (340, 0, 0, 0)),
    "interfaces": (84, (0, 170, 240, 190)),
    "portal": (75, (0, 130, 150, 170)),
    "migration": (75, (0, 0, 120, 130)),
    "management": (100, (46, 45, 48, 47)),
}

BOOKS = (
    *(
        cost.timesheet(task, hours, rate=f"{rate} EUR", on=month)
        for task, (rate, by_month) in HOURS.items()
        for month, hours in zip(MONTHS, by_month, strict=True)
        if hours
    ),
    cost.CostRecord("licences", "40k EUR", on="2026-04-08", basis=cost.CostBasis.ACCRUAL, id="PO-7"),
    cost.CostRecord("licences", "41.5k EUR", on="2026-04-27", basis=cost.CostBasis.INVOICE, settles="PO-7"),
    cost.CostRecord("test", "9k EUR", on="2026-04-20", basis=cost.CostBasis.INVOICE),  # a prepayment: no cost yet
)


def plan_at(month: str) -> itpm.Plan:
    """The plan as it was saved at a month's end."""
    place = MONTHS.index(month)
    started = {name: f"{start} 08:00" for name, start, *_ in BUDGET if start <= month}
    finished = {"analysis": "2026-01-30 17:00"} | ({"licences": "2026-04-08 12:00"} if month >= "2026-04-08" else {})
    tasks = []
    for name, *_ in BUDGET:
        percent = JUDGED.get(name, (0, 0, 0, 0))[place]
        progress = itpm.Progress(
            actual_start=started.get(name), actual_finish=finished.get(name), physical_percent=percent
        )
        method = itpm.EarnedValueMethod.PHYSICAL_PERCENT if name in JUDGED else None
        details = itpm.TaskDetails(earned_value=method)
        tasks.append(itpm.Task(name, "1d", progress=progress if name in started else None, details=details))
    agreed = [
        itpm.BaselineTask(
            name, start=f"{start} 08:00", finish=f"{end} 17:00", work=work, cost=itpm.Money(amount, "EUR")
        )
        for name, start, end, amount, work in BUDGET
    ]
    return itpm.Plan(
        "CRM roll-out", start="2026-01-05", data_date=month, tasks=tasks, baselines=[itpm.Baseline("agreed", agreed)]
    )


def reports() -> list[itpm.EarnedValue]:
    """Earned value at each month's end."""
    return [cost.earned_value(plan_at(month), measures=MEASURES, costs=BOOKS) for month in MONTHS]


def history() -> cost.PerformanceHistory:
    """The months as a series."""
    return cost.performance_history(reports())


def review() -> cost.BudgetReview:
    """The review at the last month's end: ten per cent and 2,000 EUR at every level."""
    earlier = [plan_at(month) for month in MONTHS[:-1]]
    return cost.budget_review(
        plan_at(MONTHS[-1]),
        measures=MEASURES,
        costs=BOOKS,
        history=earlier,
        thresholds=cost.standard_thresholds(amount="2k EUR"),
        contingency="18k EUR",
    )


def forecast() -> str:
    """The sentence for the steering committee."""
    latest = reports()[-1]
    low, _, high = history().limits().eac
    finish = latest.schedule.finish()
    return (
        f"As so far it will cost {latest.eac().rounded(0)} (budget {latest.bac}; with 90 % confidence {low.rounded(0)} to "
        f"{high.rounded(0)}) and end {finish:%Y-%m-%d}: CPI {latest.cpi:.2f}, SPI {latest.spi:.2f}, SPI(t) {latest.spi_t:.2f}."
    )


def report() -> str:
    """Everything, as text."""
    latest, checked = reports()[-1], review()
    figures = latest.table().select("task", "pv_eur", "ev_eur", "ac_eur", "cv_eur", "sv_eur", "cpi", "spi")
    return "\n\n".join(
        [
            figures.text(),
            str(latest.forecasts),
            str(latest.schedule),
            str(latest.schedule.forecasts),
            str(history()),
            str(history().limits()),
            str(checked),
            str(checked.explain()),
            "\n".join(map(str, checked.findings)),
            forecast(),
        ]
    )


def main() -> None:
    """Print the report."""
    print(report())


if __name__ == "__main__":
    main()
