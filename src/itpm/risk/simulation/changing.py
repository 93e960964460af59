"""A compiled plan with other amounts of work: what one iteration schedules."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from itpm.model.durations import Percent
from itpm.model.plans import Plan
from itpm.risk.simulation.amounts import Amounts
from itpm.scheduling.networks import Network
from itpm.scheduling.tracks import Track, scheduled_seconds


def with_amounts(network: Network, amounts: Amounts, values: Sequence[int]) -> Network:
    """The network with other amounts of its rows [tick], and the lags that are shares of them."""
    tracks, rules = list(network.tracks), dict(network.rules)
    for row, value in zip(amounts.rows, values, strict=True):
        place = row.place
        tracks[place] = _scaled(tracks[place], row.left, value, amounts.tick)
        if place in rules and rules[place].remaining:
            left = _scaled(rules[place].remaining, row.left, value, amounts.tick)
            rules[place] = attrs.evolve(rules[place], remaining=left)
    changed = attrs.evolve(network, tracks=tuple(tracks), rules=rules)
    return _with_shares(changed, amounts)


def _scaled(tracks: tuple[Track, ...], base: int, value: int, tick: int) -> tuple[Track, ...]:
    """Tracks in proportion to an amount, in whole ticks; a track that is the amount itself exactly so."""
    return tuple((calendar, _share(seconds // tick, base, value) * tick) for calendar, seconds in tracks)


def _share(track: int, base: int, value: int) -> int:
    if track == base:
        return value
    return round(value * (track / base)) if base else track + value


def _with_shares(network: Network, amounts: Amounts) -> Network:
    """The network with each lag that is a share of a duration as that duration now asks."""
    if not has_shares(network.plan):
        return network
    lags = [_shared_lag(network, amounts, place) for place in range(len(network.ends.lags))]
    return attrs.evolve(network, ends=attrs.evolve(network.ends, lags=lags))


def has_shares(plan: Plan) -> bool:
    """Whether a lag is a share of a duration."""
    return any(isinstance(link.lag, Percent) and link.lag.value for link in plan.links)


def _shared_lag(network: Network, amounts: Amounts, place: int) -> int:
    """The lag of a link; where it is a share of a duration that varies, as that asks [s]."""
    ends = network.ends
    number, before = ends.numbers[place], ends.before[place]
    lag = network.plan.links[number].lag if number >= 0 else None
    if not isinstance(lag, Percent) or before not in amounts.row_of:
        return ends.lags[place]
    rules = network.rules_of(before)
    if rules.started is not None or rules.began is not None:
        return ends.lags[place]
    return lag.of(scheduled_seconds(network.tracks[before]))
