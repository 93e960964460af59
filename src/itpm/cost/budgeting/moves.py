"""Moving money within a project budget: distribute, detail, draw. None of them changes the project budget."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from attrs import evolve

from itpm.cost.budgeting.budgets import Budget, BudgetChange, BudgetMove, PlanningPackage
from itpm.cost.budgeting.estimates import CostEstimate
from itpm.cost.budgeting.inputs import amount as read
from itpm.cost.budgeting.inputs import below_zero, foreign, refuse
from itpm.errors import Fault, UnknownNameError, nearest
from itpm.model.moments import Moment
from itpm.model.money import Money


def distribute(made: Budget, package: PlanningPackage, *, at: Moment, by: str = "", reason: str = "") -> Budget:
    """The budget with a planning package out of what is undistributed; BAC stays.

    Args:
        made: the budget.
        package: what becomes of it; one that is there already grows by the amount.
        at: when it was decided; a bare date is the day's end.
        by: who decided it.
        reason: why.

    Raises:
        BudgetError: more than is undistributed, or a package that cannot be.

    Example:
        >>> from itpm.cost.budgeting import budget, cost_estimate
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("CRM", start="2026-01-05", currency="EUR", tasks=[Task("build", "20d")])
        >>> made = budget(cost_estimate(schedule(plan)), undistributed="50k EUR")
        >>> made = distribute(made, PlanningPackage("build", "40k EUR", task="build"), at="2026-01-05")
        >>> print(made.undistributed, made.planning, made.bac)
        10,000 EUR 40,000 EUR 50,000 EUR
    """
    refuse(_taken("undistributed", package.amount, made.undistributed, "is undistributed"))
    change = BudgetChange(
        move=BudgetMove.DISTRIBUTE, amount=package.amount, package=package.id, at=at, by=by, reason=reason
    )
    return evolve(
        made,
        packages=_with(made.packages, package),
        undistributed=made.undistributed - package.amount,
        log=(*made.log, change),
    )


def detail(
    made: Budget, package_id: str, estimate: CostEstimate, *, at: Moment, by: str = "", reason: str = ""
) -> Budget:
    """The budget with a planning package detailed into work packages; BAC stays.

    What the new estimate costs more than the old one comes out of the package; what the package does not need stays in it.

    Args:
        made: the budget.
        package_id: the package whose work is planned now.
        estimate: of the plan with the new tasks.
        at: when it was decided; a bare date is the day's end.
        by: who decided it.
        reason: why.

    Raises:
        UnknownNameError: there is no such package; the nearest are offered.
        BudgetError: the work costs more than the package holds (draw the rest from contingency first), or nothing.

    Example:
        >>> from itpm.cost.budgeting import budget, cost_estimate, Expense
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("CRM", start="2026-01-05", currency="EUR", tasks=[Task("build", "20d")])
        >>> made = budget(cost_estimate(schedule(plan)), packages=[PlanningPackage("build", "50k EUR", task="build")])
        >>> vendor = Expense("vendor", "35k EUR", task="build")
        >>> made = detail(made, "build", cost_estimate(schedule(plan), expenses=[vendor]), at="2026-01-05")
        >>> print(made.estimate.total, made.planning, made.bac)
        35,000 EUR 15,000 EUR 50,000 EUR
    """
    known = {package.id: package for package in made.packages}
    if package_id not in known:
        raise UnknownNameError("planning package", package_id, nearest(package_id, known))
    package = known[package_id]
    refuse(foreign("estimate", estimate.total, made.currency))
    cost = estimate.total - made.estimate.total
    if cost.amount < 0:
        refuse([Fault("estimate", cost, f"it costs {-cost} less than before, so it details nothing")])
    refuse(_taken(f"package {package_id!r}", cost, package.amount, "is in it; draw the rest from contingency first"))
    left = evolve(package, amount=package.amount - cost)
    kept = tuple(left if one.id == package_id else one for one in made.packages)
    change = BudgetChange(move=BudgetMove.DETAIL, amount=cost, package=package_id, at=at, by=by, reason=reason)
    return evolve(made, estimate=estimate, packages=tuple(one for one in kept if one.amount), log=(*made.log, change))


def draw(
    made: Budget,
    value: Money | str,
    *,
    into: PlanningPackage,
    at: Moment,
    reserve: Literal["contingency", "management reserve"] = "contingency",
    by: str = "",
    reason: str = "",
) -> Budget:
    """The budget with money out of a reserve; the project budget stays, BAC grows (save for contingency that was inside).

    Args:
        made: the budget.
        value: how much.
        into: the planning package that gets it, whatever amount it is given with; one that is there already grows.
        at: when it was decided; a bare date is the day's end.
        reserve: out of which.
        by: who decided it.
        reason: which risk occurred, or what nobody foresaw.

    Raises:
        BudgetError: more than is left, an amount of zero or less, or a package that cannot be.

    Example:
        >>> from itpm.cost.budgeting import budget, cost_estimate
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("CRM", start="2026-01-05", currency="EUR", tasks=[Task("build", "20d")])
        >>> made = budget(cost_estimate(schedule(plan)), undistributed="50k EUR", contingency="10k EUR")
        >>> late = PlanningPackage("second source", "0 EUR", task="build")
        >>> made = draw(made, "4k EUR", into=late, at="2026-02-10", by="ann", reason="R7: the vendor is late")
        >>> print(made.bac, made.contingency_left, made.total)
        54,000 EUR 6,000 EUR 60,000 EUR
    """
    taken = read(value)
    moves = {"contingency": BudgetMove.DRAW_CONTINGENCY, "management reserve": BudgetMove.DRAW_MANAGEMENT_RESERVE}
    if reserve not in moves:
        refuse([Fault("reserve", reserve, f"expected contingency or management reserve, got {reserve!r}")])
    left = made.contingency_left if reserve == "contingency" else made.management_reserve_left
    refuse(_taken(reserve, taken, left, "is left"))
    change = BudgetChange(move=moves[reserve], amount=taken, package=into.id, at=at, by=by, reason=reason)
    packages = _with(made.packages, evolve(into, amount=taken))
    return evolve(made, packages=packages, log=(*made.log, change))


def _taken(place: str, taken: Money, there: Money, is_there: str) -> Iterable[Fault]:
    """Faults of taking an amount from where there is another."""
    faults = [*foreign(place, taken, there.currency), *below_zero(place, taken)]
    if not faults and not taken:
        faults = [Fault(place, taken, "expected an amount above zero, got nothing")]
    if not faults and taken > there:
        faults = [Fault(place, taken, f"{taken} was asked for, and only {there} {is_there}")]
    return faults


def _with(packages: Iterable[PlanningPackage], added: PlanningPackage) -> tuple[PlanningPackage, ...]:
    """The packages with one more; one of the same id grows instead, and keeps its dates."""
    found = {package.id: package for package in packages}
    known = found.get(added.id)
    found[added.id] = added if known is None else evolve(known, amount=known.amount + added.amount)
    return tuple(found.values())
