"""Which tasks and causes move the finish.

- criticality index CI: share of the iterations in which a task drives the finish;
- significance index SI: mean of ``d / (d + float) × T / E[T]``, d the task's duration, T the project's, float the reach that is
  left to driving it (`itpm.risk.simulation.chains`), so that tasks without float but with a hair's breadth do not count in full;
- cruciality index CRI: correlation between the task's and the project's duration, three ways: Pearson (linear), Spearman (rank),
  Kendall (share of concordant pairs less discordant ones);
- schedule sensitivity index SSI: CI × σ(d) / σ(T).

Source:
    Vanhoucke, Measuring Time: Improving Project Performance Using Earned Value Management (2010), ch. 3; PMBOK's SSI.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from itpm.errors import Fault, UnknownTaskError, nearest
from itpm.model.moments import to_datetime
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.estimates import Estimate, share_estimate
from itpm.risk.simulation.kernel import Blockwise
from itpm.risk.simulation.recipes import BLOCK
from itpm.tables import Column, Table, Tabular, Undefined

if TYPE_CHECKING:
    from itpm.risk.simulation.kernel import Kernel
    from itpm.risk.simulation.portfolios import PortfolioResult
    from itpm.risk.simulation.results import SimulationResult

Array: TypeAlias = NDArray[Any]
_MOST_CELLS = 40_000_000
_PAIRED = 1024


@frozen(kw_only=True)
class Sensitivity:
    """How one task moves the finish.

    Attributes:
        id: the task's id.
        criticality: share of iterations in which it drives the finish [1].
        significance: SI [1]; None where iterations are scheduled one by one.
        pearson: CRI, linear [1].
        spearman: CRI of ranks [1].
        kendall: CRI of pairs [1]; of the first 1,024 iterations.
        schedule_sensitivity: SSI [1].
        error: standard error of the correlations, by ``sqrt((1 - r²) / (n - 2))`` for Pearson's [1].
    """

    id: str
    criticality: Estimate
    significance: float | None
    pearson: float
    spearman: float
    kendall: float
    schedule_sensitivity: float
    error: float


@frozen
class Sensitivities(Tabular):
    """How each task whose duration varies moves the finish, by rank correlation.

    Attributes:
        tasks: one entry a task.
    """

    tasks: tuple[Sensitivity, ...]

    def __getitem__(self, task_id: str) -> Sensitivity:
        """The entry of one task.

        Raises:
            UnknownTaskError: there is no such task, or its duration is certain.
        """
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise UnknownTaskError(task_id, nearest(task_id, [task.id for task in self.tasks]))

    def table(self) -> Table:
        """One task a row."""
        names = ("CI", "SI", "CRI Pearson", "CRI Spearman", "CRI Kendall", "SSI")
        columns = [Column("Task", key="id"), *(Column(name, align="right") for name in names)]
        rows = [(task.id, *_indices(task)) for task in self.tasks]
        note = "Correlations are off by typically " + f"{max((t.error for t in self.tasks), default=0):.3f} or less"
        return Table(title="Sensitivity of the finish", columns=columns, rows=rows, note=note)


def _indices(task: Sensitivity) -> tuple[object, ...]:
    significance = Undefined("iterations were scheduled one by one") if task.significance is None else task.significance
    correlations = (task.pearson, task.spearman, task.kendall)
    return (task.criticality.value, significance, *correlations, task.schedule_sensitivity)


def sensitivities(result: SimulationResult) -> Sensitivities:
    """Which tasks move the finish: the blocks are drawn anew, with everything that the first run had no need to keep."""
    kernel = result.run.kernel
    finish = np.concatenate([outcome.finish for outcome in result.outcomes])
    project = (finish - kernel.network.start).astype(float)
    amounts, significance = _gathered(result, kernel, project)
    compared = project[: amounts.shape[1]]
    ranked, spread = _ranks(compared), float(compared.std())
    counts, found = result.critical_counts, []
    for number, row in enumerate(kernel.amounts.rows):
        own = amounts[number].astype(float)
        pearson = _correlation(own, compared)
        ci = share_estimate(int(counts[row.place]), result.iterations)
        found.append(
            Sensitivity(
                id=result.plan.tasks[row.place].id,
                criticality=ci,
                significance=None if significance is None else float(significance[number]),
                pearson=pearson,
                spearman=_correlation(_ranks(own), ranked),
                kendall=_kendall(own[:_PAIRED], compared[:_PAIRED]),
                schedule_sensitivity=ci.value * float(own.std()) * kernel.tick / spread if spread else 0.0,
                error=float(np.sqrt(max(0.0, 1 - pearson**2) / max(1, len(own) - 2))),
            )
        )
    return Sensitivities(tuple(sorted(found, key=lambda task: -abs(task.spearman))))


def _gathered(result: SimulationResult, kernel: Kernel, project: Array) -> tuple[Array, Array | None]:
    """The durations of all iterations (of as many as there is room for), and the significance of each row."""
    rows = kernel.amounts.rows
    most = max(BLOCK, _MOST_CELLS // max(1, len(rows)) // BLOCK * BLOCK)
    parts, sums, done = [], np.zeros(len(rows)), 0
    mean = float(project.mean()) or 1.0
    for number, outcome in enumerate(result.outcomes):
        count = len(outcome.finish)
        amounts = kernel.amounts.drawn(kernel.deck.hand(number))
        if done < most:
            parts.append(amounts[:, :count].copy())
        if not kernel.stepwise:
            dates = kernel.dates(amounts)
            if isinstance(dates, Blockwise):
                weight = project[done : done + count] / mean
                sums += _significance(kernel, dates, amounts[:, :count], weight)
        done += count
    gathered = np.concatenate(parts, axis=1) if parts else np.zeros((0, 0))
    return gathered, None if kernel.stepwise else sums / max(1, done)


def _significance(kernel: Kernel, dates: Blockwise, amounts: Array, weight: Array) -> Array:
    """Sum of each row's significance over a block."""
    found, count = np.zeros(len(kernel.amounts.rows)), amounts.shape[1]
    for node, reach in dates.chains.reaches():
        number = kernel.amounts.row_of.get(node)
        if number is None:
            continue
        own = amounts[number]
        whole = own + np.maximum((reach - dates.forward.finish[node])[:count], 0)
        share = np.divide(own, whole, out=np.zeros(count), where=whole > 0)
        found[number] = float(share @ weight)
    return found


def _ranks(values: Array) -> Array:
    """Ranks, ties sharing their mean."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    group = np.cumsum(first) - 1
    ends = np.cumsum(np.bincount(group))
    means = ends - (np.bincount(group) - 1) / 2
    ranks = np.empty(len(values))
    ranks[order] = means[group]
    return ranks


def _correlation(one: Array, other: Array) -> float:
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / scale if scale else 0.0


def _kendall(one: Array, other: Array) -> float:
    """Kendall's tau-b, pair by pair."""
    first = np.sign(one[:, None] - one[None, :]).astype(np.int8)
    second = np.sign(other[:, None] - other[None, :]).astype(np.int8)
    scale = np.sqrt(float(np.count_nonzero(first)) * float(np.count_nonzero(second)))
    agreeing = int((first == second).sum()) - int(((first == 0) & (second == 0)).sum())
    opposed = int((first == -second).sum()) - int(((first == 0) & (second == 0)).sum())
    return float((agreeing - opposed) / scale) if scale else 0.0


# --- tornado -------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class TornadoBar:
    """What one task or cause does to the mean.

    Attributes:
        name: the task, risk, driver or branch.
        low: mean where the task is in its shortest tenth, or where the cause does not occur: seconds of a date, or money.
        high: mean where the task is in its longest tenth, or where the cause occurs.
        error: standard error of the difference.
    """

    name: str
    low: float
    high: float
    error: float

    @property
    def swing(self) -> float:
        """From low to high: seconds, or money."""
        return self.high - self.low


@frozen(kw_only=True)
class Tornado(Tabular):
    """What moves the mean, the widest swing first.

    Attributes:
        of: the finish, or the cost.
        bars: one entry a task or cause.
    """

    of: Literal["finish", "cost"]
    bars: tuple[TornadoBar, ...]
    result: SimulationResult | PortfolioResult = field(repr=False, eq=False)

    def table(self) -> Table:
        """One bar a row; the swing of a finish is clock time."""
        rows = [(bar.name, self._shown(bar.low), self._shown(bar.high), *self._swing(bar)) for bar in self.bars]
        columns = [Column("What"), Column("Mean if good"), Column("Mean if bad"), Column("Swing", align="right")]
        columns.append(Column("±", key="standard_error", align="right"))
        values = [(bar.name, bar.low, bar.high, bar.swing, bar.error) for bar in self.bars]
        return Table(title=f"What moves the {self.of}", columns=columns, rows=rows, values=values)

    def _shown(self, value: float) -> object:
        if self.of == "cost":
            return str(self.result.cost.money(value).rounded(0))
        return f"{to_datetime(round(value)):%Y-%m-%d}"

    def _swing(self, bar: TornadoBar) -> tuple[str, str]:
        if self.of == "cost":
            return f"{bar.swing:,.0f}", f"{bar.error:,.0f}"
        return f"{bar.swing / 86_400:.1f}ed", f"{bar.error / 86_400:.1f}"


def tornado(result: SimulationResult, by: Literal["task", "cause"], of: Literal["finish", "cost"]) -> Tornado:
    """What moves the mean.

    Raises:
        RiskError: neither by task nor by cause, or neither finish nor cost.
    """
    check_tornado(by, of)
    target = np.concatenate([getattr(outcome, of) for outcome in result.outcomes]).astype(float)
    if by == "cause":
        struck = np.concatenate([outcome.struck for outcome in result.outcomes], axis=1)
        bars = cause_bars(zip(result.run.recipe.causes, struck, strict=True), target)
    else:
        bars = task_bars(result, target)
    return tornado_of(bars, of, result)


def check_tornado(by: str, of: str) -> None:
    """Make sure that there is such a tornado.

    Raises:
        RiskError: neither by task nor by cause, or neither finish nor cost.
    """
    if by not in ("task", "cause") or of not in ("finish", "cost"):
        message = f"expected by 'task' or 'cause' and of 'finish' or 'cost', got {by!r} and {of!r}"
        raise RiskError([Fault("tornado", (by, of), message)])


def tornado_of(
    bars: Iterable[TornadoBar], of: Literal["finish", "cost"], result: SimulationResult | PortfolioResult
) -> Tornado:
    """Bars in order, the widest first."""
    return Tornado(of=of, bars=tuple(sorted(bars, key=lambda bar: -abs(bar.swing))), result=result)


def cause_bars(struck: Iterable[tuple[str, Array]], target: Array) -> list[TornadoBar]:
    """What each risk, driver and branch does to the mean of a target, by the iterations in which it occurs."""
    sides = ((name, target[~occurs], target[occurs]) for name, occurs in struck)
    return [_bar(name, without, with_it) for name, without, with_it in sides if len(without) and len(with_it)]


def task_bars(result: SimulationResult, target: Array) -> list[TornadoBar]:
    """What each uncertain task of a project does to the mean of a target, its own or another."""
    kernel = result.run.kernel
    amounts, _ = _drawn(result, kernel)
    found, compared = [], target[: amounts.shape[1]]
    tenth = max(1, len(compared) // 10)
    for row, own in zip(kernel.amounts.rows, amounts, strict=True):
        order = np.argsort(own, kind="stable")
        found.append(_bar(result.plan.tasks[row.place].id, compared[order[:tenth]], compared[order[-tenth:]]))
    return found


def _drawn(result: SimulationResult, kernel: Kernel) -> tuple[Array, int]:
    most = max(BLOCK, _MOST_CELLS // max(1, len(kernel.amounts.rows)))
    parts, done = [], 0
    for number, outcome in enumerate(result.outcomes):
        if done < most:
            parts.append(kernel.amounts.drawn(kernel.deck.hand(number))[:, : len(outcome.finish)])
        done += len(outcome.finish)
    return np.concatenate(parts, axis=1), done


def _bar(name: str, low: Array, high: Array) -> TornadoBar:
    error = float(np.sqrt(low.var() / len(low) + high.var() / len(high)))
    return TornadoBar(name=name, low=float(low.mean()), high=float(high.mean()), error=error)
