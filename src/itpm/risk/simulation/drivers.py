"""What a simulation takes besides a plan and a register: risk drivers, branches, correlations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, cast

from attrs import field, frozen

from itpm.errors import Fault
from itpm.model.given import texts
from itpm.risk.inputs import RiskError, probability
from itpm.risk.simulation.distributions import Distribution, Fixed, Pert

FactorInput: TypeAlias = Distribution | float | Sequence[float]


def _factor(value: FactorInput) -> Distribution:
    """One factor, three of them (as a PERT estimate), or a distribution."""
    if isinstance(value, Distribution):
        return value
    if isinstance(value, int | float):
        return Fixed(value)
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 3:
        return Pert(*value)
    raise RiskError(
        [Fault("factor", value, f"expected a factor like 1.2, three of them or a distribution, got {value!r}")]
    )


def _chance(value: float | str) -> float:
    found = probability(value)
    return float(found) if isinstance(found, Decimal) else math.nan


@frozen
class RiskDriver:
    """A root cause that, with a probability, multiplies the durations of all tasks it touches by one factor.

    Tasks that share a driver are correlated by it. Several drivers on a task multiply (they act in series); of those with the
    same `parallel` name only the worst counts.

    Attributes:
        name: what people call it.
        probability: how probable it is [1].
        factor: by what durations are multiplied if it occurs: one, three (as PERT) or a distribution [1].
        on: ids of the tasks it touches; a summary stands for the tasks below it.
        parallel: group of drivers that act at the same time.

    Source:
        Hulett, Integrated Cost-Schedule Risk Analysis (2011), ch. 7: the risk driver method; AACE 57R-09.

    Example:
        >>> RiskDriver("new platform", probability=0.4, factor=(0.95, 1.1, 1.4), on=["build", "test"]).probability
        0.4
    """

    name: str
    probability: float = field(kw_only=True, converter=_chance)
    factor: Distribution = field(kw_only=True, converter=_factor)
    on: tuple[str, ...] = field(kw_only=True, converter=texts)
    parallel: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = []
        if not 0 <= self.probability <= 1:
            message = "expected a probability from 0 to 1"
            faults.append(Fault(f"driver {self.name!r}.probability", self.probability, message))
        if self.factor.quantile(0.0) < 0:
            faults.append(Fault(f"driver {self.name!r}.factor", self.factor, "a factor is 0 or more"))
        if faults:
            raise RiskError(faults)


def _chances(value: Mapping[str, float] | Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    pairs = cast("Mapping[str, float]", value).items() if isinstance(value, Mapping) else value
    return tuple((str(name), float(chance)) for name, chance in pairs)


def _tasks(
    value: Mapping[str, Iterable[str]] | Iterable[tuple[str, Iterable[str]]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = cast("Mapping[str, Iterable[str]]", value).items() if isinstance(value, Mapping) else value
    return tuple((str(name), texts(ids)) for name, ids in pairs)


@frozen
class Branch:
    """A fork of the plan: one of several outcomes comes true, and the tasks of the others take no time and cost nothing.

    Attributes:
        name: what people call it.
        chances: (outcome, probability) pairs that sum to 1; a mapping is accepted [1].
        tasks: (outcome, ids) pairs: tasks that happen in that outcome only; an outcome may have none.

    Example:
        >>> Branch("acceptance", {"passed": 0.7, "failed": 0.3}, tasks={"failed": ["repair", "test again"]}).tasks
        (('failed', ('repair', 'test again')),)
    """

    name: str
    chances: tuple[tuple[str, float], ...] = field(converter=_chances)
    tasks: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), kw_only=True, converter=_tasks)

    def __attrs_post_init__(self) -> None:
        place, known = f"branch {self.name!r}", [name for name, _ in self.chances]
        total = math.fsum(chance for _, chance in self.chances)
        faults = [
            Fault(f"{place}.tasks", name, f"there is no outcome {name!r}, expected one of {', '.join(known)}")
            for name, _ in self.tasks
            if name not in known
        ]
        if abs(total - 1) > 1e-9 or any(not chance >= 0 for _, chance in self.chances):
            message = f"expected probabilities of 0 or more that sum to 1, got a sum of {total:g}"
            faults.append(Fault(f"{place}.chances", self.chances, message))
        if faults:
            raise RiskError(faults)


@frozen
class Correlation:
    """How closely durations move together, as a rank correlation (Spearman) between each two of the named tasks.

    Attributes:
        names: ids of two or more tasks; ``"cost:ID"`` means what the task costs.
        rank: Spearman's coefficient between each two [1].

    Example:
        >>> Correlation(["build", "test"], 0.6).rank
        0.6
    """

    names: tuple[str, ...] = field(converter=texts)
    rank: float = field(converter=float)

    def __attrs_post_init__(self) -> None:
        faults = []
        if len(set(self.names)) < 2:
            faults.append(Fault("correlation.names", self.names, "expected two or more different names"))
        if not -1 <= self.rank <= 1:
            faults.append(
                Fault("correlation.rank", self.rank, f"expected a coefficient from -1 to 1, got {self.rank:g}")
            )
        if faults:
            raise RiskError(faults)
