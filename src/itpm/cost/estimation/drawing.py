"""Uniform numbers from a seed: SplitMix64, eleven lines, the same on every machine and in every version.

Source: Steele, Lea, Flood (2014), Fast splittable pseudorandom number generators, OOPSLA '14, fig. 13 and 14.
"""

from __future__ import annotations

from collections.abc import Iterator

_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15


def bits(seed: int) -> Iterator[int]:
    """Endless whole numbers from 0 to 2^64 - 1.

    Example:
        >>> stream = bits(1234567)
        >>> next(stream), next(stream)
        (6457827717110365317, 3203168211198807973)
    """
    state = seed & _MASK
    while True:
        state = (state + _GAMMA) & _MASK
        mixed = state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        yield mixed ^ (mixed >> 31)


def uniforms(seed: int) -> Iterator[float]:
    """Endless numbers from 0 up to, not at, 1.

    Example:
        >>> 0 <= next(uniforms(7)) < 1
        True
    """
    for number in bits(seed):
        yield (number >> 11) * 2.0**-53
