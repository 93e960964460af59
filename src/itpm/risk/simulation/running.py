"""Running a simulation: blocks of iterations, here or on an executor, in order, until there are enough.

A block depends on the recipe and its number alone, so who computes it, and in which order, changes nothing: the result is put
together in the order of the blocks.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import cached_property, lru_cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import frozen

from itpm.errors import Fault, MissingExtraError
from itpm.model.given import expect
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.risk.inputs import RiskError
from itpm.risk.register import RiskRegister
from itpm.risk.simulation.distributions import Distribution
from itpm.risk.simulation.drivers import Branch, Correlation, RiskDriver
from itpm.risk.simulation.estimates import ranks_around
from itpm.risk.simulation.recipes import BLOCK, DurationInput, Method, Options, Recipe, Sampling, Shape, recipe_of
from itpm.risk.simulation.results import SimulationResult

if TYPE_CHECKING:
    from itpm.risk.simulation.kernel import Kernel, Outcome

Progress: TypeAlias = Callable[[int, int], object]
INTERRUPTIONS = (KeyboardInterrupt, CancelledError, BrokenExecutor)
"""What ends a simulation from outside: the user, or the executor, cancelled or gone."""
_JOBS = 32
_MOST = 100_000_000


class SimulationInterrupted(KeyboardInterrupt):
    """The simulation was interrupted, by the user or because its executor has gone; what had been computed is not lost.

    Attributes:
        result: the result of the blocks that were done; None where there was none yet.
    """

    result: SimulationResult | None

    def __init__(self, result: SimulationResult | None) -> None:
        self.result = result
        super().__init__(result)


def simulate(
    plan: Plan,
    register: RiskRegister | None = None,
    *,
    iterations: int = 10_000,
    seed: int,
    policy: SchedulingPolicy | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    shape: Shape = "pert",
    durations: Mapping[str, DurationInput] | None = None,
    costs: Mapping[str, Distribution] | None = None,
    drivers: Iterable[RiskDriver] = (),
    branches: Iterable[Branch] = (),
    correlations: Iterable[Correlation] = (),
    responses: Iterable[str] | Literal["all"] = (),
    sampling: Sampling = "random",
    correlated_by: Method = "copula",
    watch: Iterable[str] = (),
    within: float | None = None,
    at: float = 80,
) -> SimulationResult:
    """When a plan finishes and what it costs, as often as chance decides anew how long tasks take and which risks occur.

    Every iteration is a schedule: calendars, constraints, links, lags and progress to date count as they do in
    `itpm.schedule`. Complete tasks are certain; of begun ones what is left varies. Same arguments, same result, on any number
    of workers.

    Args:
        plan: three-point durations are uncertain, all others certain.
        register: risks that may occur; closed, expired and unmeasured ones are left out, and named in the result.
        iterations: how often [1].
        seed: where the random numbers begin.
        policy: how the plan is scheduled; default: its own policy, else MS Project's.
        executor: who computes: any executor of `concurrent.futures`, or of Dask or mpi4py; default: this process.
        progress: called with iterations done and wanted after each block; stops the simulation by returning False.
        shape: distribution of three points: ``"pert"`` or ``"triangular"``.
        durations: durations by task id that replace the plan's: three points, or a distribution [working day].
        costs: costs by task id that replace the plan's: distributions [currency].
        drivers: root causes that multiply the durations of all tasks they touch.
        branches: forks of which one outcome comes true.
        correlations: rank correlations between durations.
        responses: names of risks whose response is taken to work; ``"all"``. That of a risk in treatment always is.
        sampling: ``"random"``, or ``"latin_hypercube"`` for as much precision from fewer iterations.
        correlated_by: ``"copula"`` (Gaussian) or ``"iman_conover"``.
        watch: ids of further tasks and summaries whose finish is kept; that of milestones always is.
        within: stop as soon as the 95 % interval of the finish at confidence `at` reaches no further than this, half a width
            [working day]; at most `iterations` are done.
        at: the confidence meant by `within` [%].

    Raises:
        MissingExtraError: numpy is not installed.
        RiskError: with every fault of register and options.
        PlanError: a date lies beyond the years 1 to 9999.
        SimulationInterrupted: the user did, or the executor was cancelled or has gone; it holds the result so far.

    Example:
        >>> from itpm.model import Task
        >>> from itpm.risk import Threat
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[
        ...     Task("design", ("8d", "10d", "15d")), Task("build", ("15d", "20d", "32d"), after=["design"])])
        >>> late = RiskRegister([Threat("vendor late", probability=0.3, delay=("5d", "10d", "20d"), on=["build"])])
        >>> found = simulate(plan, late, iterations=4_000, seed=7)
        >>> print(f"{found.finish.p50:%d %b}, {found.finish.p80:%d %b}, {found.schedule.finish:%d %b}")
        19 Feb, 27 Feb, 13 Feb
    """
    require_numpy()
    expect(plan, "plan", Plan, error=RiskError)
    check_numbers(iterations, seed, within, at)
    options = Options(
        policy=policy or plan.policy or SchedulingPolicy.ms_project(),
        seed=seed,
        shape=shape,
        durations=durations or {},
        costs=costs or {},
        drivers=tuple(drivers),
        branches=tuple(branches),
        correlations=tuple(correlations),
        responses="all" if responses == "all" else tuple(responses),
        sampling=sampling,
        method=correlated_by,
        watch=tuple(watch),
    )
    risks = RiskRegister() if register is None else register
    goal = None if within is None else (at, within * plan.day.minutes_per_day * 60)
    run = Run(recipe=recipe_of(plan, risks, options), register=risks, options=options)
    return run.extended(None, iterations, executor=executor, progress=progress, goal=goal)


def require_numpy() -> None:
    """Make sure that numpy is installed.

    Raises:
        MissingExtraError: it is not.
    """
    if find_spec("numpy") is None:
        raise MissingExtraError("simulation")


@frozen(kw_only=True, slots=False)
class Run:
    """What a result was computed from, and can be computed further with.

    Attributes:
        recipe: what is simulated.
        register: the register that was given.
        options: the options that were given.
    """

    recipe: Recipe
    register: RiskRegister
    options: Options

    @cached_property
    def kernel(self) -> Kernel:
        """The recipe, compiled."""
        return _fresh(self.recipe)

    def __getstate__(self) -> dict[str, object]:
        return {"recipe": self.recipe, "register": self.register, "options": self.options}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)

    def extended(
        self,
        outcomes: Sequence[Outcome] | None,
        iterations: int,
        *,
        executor: Executor | None = None,
        progress: Progress | None = None,
        goal: tuple[float, float] | None = None,
    ) -> SimulationResult:
        """The result of so many iterations, of which some blocks may be done already."""
        done = whole_blocks(outcomes or ())
        enough = None if goal is None else partial(_is_precise, self.recipe.plan, done, *goal)
        try:
            gather([self], [done], iterations, executor=executor, progress=progress, enough=enough)
        except INTERRUPTIONS as interruption:
            raise SimulationInterrupted(self.result(done, iterations) if done else None) from interruption
        return self.result(done, iterations)

    def result(self, outcomes: Sequence[Outcome], wanted: int) -> SimulationResult:
        """The result of blocks."""
        return SimulationResult(run=self, outcomes=tuple(outcomes), wanted=wanted)


def whole_blocks(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The blocks that more iterations can be added to."""
    return [outcome for outcome in outcomes if len(outcome.finish) == BLOCK]


def gather(
    runs: Sequence[Run],
    done: Sequence[list[Outcome]],
    iterations: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    enough: Callable[[], bool] | None = None,
) -> None:
    """Add blocks to what is done of each run, the same of all, until there are so many iterations, or enough of them."""
    first, end = len(done[0]), -(-iterations // BLOCK)
    jobs = [_Jobs(run, first, iterations, executor) for run in runs]
    try:
        for number in range(first, end):
            _add(done, [each.block(number) for each in jobs])
            finished = min(iterations, len(done[0]) * BLOCK)
            stopped = progress is not None and progress(finished, iterations) is False
            if stopped or (enough is not None and enough()):
                break
    except INTERRUPTIONS:
        while len(done[0]) < end and all(each.is_done(len(done[0])) for each in jobs):
            _add(done, [each.block(len(done[0])) for each in jobs])
        raise
    finally:
        for each in jobs:
            each.cancel()


def _add(done: Sequence[list[Outcome]], blocks: Sequence[Outcome]) -> None:
    for own, outcome in zip(done, blocks, strict=True):
        own.append(outcome)


class _Jobs:
    """The blocks of one run from `first` on: some at a time on an executor, or each when it is asked for."""

    def __init__(self, run: Run, first: int, iterations: int, executor: Executor | None) -> None:
        self.kernel, self.first, self.iterations = run.kernel, first, iterations
        self.futures: list[Future[list[Outcome]]] = []
        if executor is None:
            return
        payload, end = pickle.dumps(run.recipe), -(-iterations // BLOCK)
        self.size = max(1, -(-(end - first) // _JOBS))
        for start in range(first, end, self.size):
            blocks = [(number, self.count(number)) for number in range(start, min(start + self.size, end))]
            self.futures.append(executor.submit(run_blocks, payload, blocks))

    def count(self, number: int) -> int:
        """How many iterations of a block count."""
        return min(BLOCK, self.iterations - number * BLOCK)

    def block(self, number: int) -> Outcome:
        """One block, as soon as it is there."""
        if not self.futures:
            return self.kernel.run(number, self.count(number))
        place, within = divmod(number - self.first, self.size)
        return self.futures[place].result()[within]

    def is_done(self, number: int) -> bool:
        """Whether an executor has computed a block."""
        if not self.futures:
            return False
        future = self.futures[(number - self.first) // self.size]
        return future.done() and not future.cancelled() and future.exception() is None

    def cancel(self) -> None:
        """Leave undone what has not begun."""
        for future in self.futures:
            future.cancel()


def run_blocks(payload: bytes, blocks: Sequence[tuple[int, int]]) -> list[Outcome]:
    """Some blocks of a pickled recipe: what a worker does."""
    kernel = kernel_of(payload)
    return [kernel.run(number, count) for number, count in blocks]


@lru_cache(maxsize=4)
def kernel_of(payload: bytes) -> Kernel:
    """A pickled recipe, compiled; kept, because many blocks of one recipe follow each other."""
    return _fresh(pickle.loads(payload))  # noqa: S301  # bytes that `simulate` made itself


def _fresh(recipe: Any) -> Kernel:  # what pickle gives back has no type
    from itpm.risk.simulation.kernel import Kernel

    return Kernel(recipe)


def _is_precise(plan: Plan, outcomes: Sequence[Outcome], percent: float, seconds: float) -> bool:
    """Whether half the interval of a percentile of the finish is at most so much working time [s]."""
    import numpy as np

    values = np.sort(np.concatenate([outcome.finish for outcome in outcomes]))
    low, high = ranks_around(percent, len(values))
    return plan.calendar.compiled.between(int(values[low]), int(values[high])) <= 2 * seconds


def check_numbers(iterations: int, seed: int, within: float | None = None, at: float = 80) -> None:
    """Make sure that the numbers of a simulation are possible.

    Raises:
        RiskError: with every fault.
    """
    faults = []
    if not isinstance(iterations, int) or isinstance(iterations, bool) or not 1 <= iterations <= _MOST:
        faults.append(
            Fault("iterations", iterations, f"expected a whole number from 1 to {_MOST:,}, got {iterations!r}")
        )
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        faults.append(Fault("seed", seed, f"expected a whole number of 0 or more, got {seed!r}"))
    if within is not None and not within > 0:
        faults.append(Fault("within", within, f"expected a number of working days above 0, got {within!r}"))
    if not 0 < at < 100:
        faults.append(Fault("at", at, f"expected a percentage between 0 and 100, got {at!r}"))
    if faults:
        raise RiskError(faults)
