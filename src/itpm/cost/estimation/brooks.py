"""Brooks's law, in numbers: adding people to a late project.

Newcomers become productive only gradually, those who train them work less meanwhile, and every pair of people costs some time for
talking. So more people finish later if too little is left for them to earn back what they cost.
"""

from __future__ import annotations

import math

from attrs import frozen

from itpm.cost.estimation.inputs import EstimationError, real, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault, UndefinedIndexError
from itpm.model.given import whole
from itpm.tables import Undefined

_MOST_PEOPLE = 100_000


def communication_channels(people: int) -> int:
    """How many pairs can talk: ``n * (n - 1) / 2`` [1].

    Raises:
        EstimationError: a negative number of people.

    Source:
        Brooks, The Mythical Man-Month (1975), ch. 2.

    Example:
        >>> communication_channels(12)
        66
    """
    if isinstance(people, bool) or not isinstance(people, int) or people < 0:
        refuse([Fault("people", people, f"expected a whole number of people, got {people}")])
    return people * (people - 1) // 2


@frozen(kw_only=True)
class StaffingEffect:
    """What adding people does to a project.

    Attributes:
        without: time left if no one is added.
        with_added: time left if they are, from the day they come.
        break_even_effort: effort left above which adding them helps; below it they make the project later.
    """

    without: float
    with_added: float
    break_even_effort: float | Undefined

    @property
    def helps(self) -> bool:
        """Whether the project finishes earlier with them."""
        return self.with_added < self.without


def add_people(
    effort_left: Number,
    *,
    people: int,
    added: int,
    ramp_up: Number,
    training: Number = 0.5,
    talk: Number = 0.01,
) -> StaffingEffect:
    """What adding people does to the time left.

    Productivity of a newcomer rises evenly from nothing to full over the ramp-up; each newcomer takes a share of one experienced
    person meanwhile; each person loses a share of the time for each colleague.

    Args:
        effort_left: work left [person-week, or any person-unit].
        people: on the project now [person].
        added: who come [person].
        ramp_up: until a newcomer is fully productive [week].
        training: share of one experienced person that a newcomer takes until then [1].
        talk: share of time that a person loses for each colleague [1].

    Raises:
        EstimationError: a number out of range.
        UndefinedIndexError: talking (or training) takes all the time, so the work is never done.

    Source:
        Brooks, The Mythical Man-Month (1975), ch. 2; Abdel-Hamid, Madnick, Software Project Dynamics (1991), ch. 17.

    Example:
        >>> effect = add_people(20, people=5, added=3, ramp_up=6)
        >>> round(effect.without, 1), round(effect.with_added, 1), effect.helps
        (4.2, 4.6, False)
    """
    work = real(effort_left, "effort_left", least=0)
    ramp, drain, share = (
        real(ramp_up, "ramp_up", least=0),
        real(training, "training", least=0),
        real(talk, "talk", least=0),
    )
    whole(people, "people", least=1, most=_MOST_PEOPLE, error=EstimationError)
    whole(added, "added", most=_MOST_PEOPLE, error=EstimationError)
    before = _efficiency(people, share)
    after = _efficiency(people + added, share)
    without = work / (people * before)
    start = after * (people - drain * added)
    full = after * (people + added)
    if start < 0:
        raise UndefinedIndexError("training the newcomers takes more time than the experienced people have")
    return StaffingEffect(
        without=without,
        with_added=_duration(work, start, after * added, full, ramp),
        break_even_effort=_break_even(people * before, start, after * added, full, ramp),
    )


def _efficiency(people: int, talk: float) -> float:
    left = 1 - talk * (people - 1)
    if left <= 0:
        raise UndefinedIndexError(f"{people} people lose all their time talking to each other")
    return left


def _duration(work: float, start: float, gain: float, full: float, ramp: float) -> float:
    """Time for the work where the rate rises from ``start`` by ``gain`` over the ramp, and is ``full`` afterwards."""
    in_ramp = (start + gain / 2) * ramp
    if work >= in_ramp or not gain:
        return ramp + (work - in_ramp) / full if gain else work / start
    rise = gain / ramp
    return (math.sqrt(start * start + 2 * rise * work) - start) / rise


def _break_even(alone: float, start: float, gain: float, full: float, ramp: float) -> float | Undefined:
    """The effort at which both ways take equally long."""
    if start >= alone:
        return 0.0
    if ramp and alone - start <= gain / 2:
        return alone * 2 * (alone - start) * ramp / gain
    if full <= alone:
        return Undefined("so many people are never faster: talking takes more than they add")
    return alone * ramp * (full - start - gain / 2) / (full - alone)
