"""Everything the library raises on purpose.

Two families: a value that cannot exist (`PlanError`, with every `Fault` of the input) and a question that cannot be
answered (`UnknownTaskError`, ...). Each derives from `ItpmError` and from the closest builtin, carries its facts as
attributes, and survives pickling.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from reprlib import Repr

from attrs import field, frozen

_LONGEST_NAME = 80
_LONGEST_QUOTE = 60
_MOST_CANDIDATES = 20_000


def _brief() -> Repr:
    """Writes a collection without looking at more of it than is shown."""
    brief = Repr()
    brief.maxlevel = 4
    brief.maxdict = brief.maxlist = brief.maxtuple = brief.maxset = brief.maxfrozenset = brief.maxdeque = 20
    brief.maxstring = brief.maxlong = brief.maxother = 2 * _LONGEST_QUOTE
    return brief


_BRIEF = _brief()


def shortened(value: object) -> str:
    """How a refused value is quoted: its repr, cut after 60 characters; of a date or decimal, what people write.

    Example:
        >>> print(shortened("two weeks"), shortened(date(2026, 1, 5)), shortened(10**9999))
        'two weeks' 2026-01-05 a number of more than 76 digits
    """
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, int) and value.bit_length() > 256:
        return "a number of more than 76 digits"
    try:
        text = repr(value[:_LONGEST_QUOTE]) if isinstance(value, str) else _BRIEF.repr(value)
    except (ValueError, RecursionError):  # thousands of digits, or thousands of levels
        return f"a {type(value).__name__} too large to show"
    return text if len(text) <= _LONGEST_QUOTE + 6 else f"{text[:_LONGEST_QUOTE]}..."


class ItpmError(Exception):
    """Base of every exception that itpm raises on purpose."""


@frozen
class Fault:
    """One thing wrong with an input: where it stands, what stood there, what was expected.

    Attributes:
        place: path to the value, as a reader would say it: ``task 'build'.duration``, ``Tasks/Task[3]/Start``.
        value: what was found.
        message: one lower-case sentence: what is wrong and what was expected.
    """

    place: str
    value: object = field(repr=shortened)
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class FaultsError(ItpmError, ValueError):
    """An input that cannot become a value, with all of its faults.

    Attributes:
        faults: every fault found, in the order of the input.

    Example:
        >>> raise FaultsError([Fault("task 'a'.duration", "-5d", "a duration cannot be negative, got -5d")])
        Traceback (most recent call last):
        itpm.errors.FaultsError: task 'a'.duration: a duration cannot be negative, got -5d
    """

    faults: tuple[Fault, ...]

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    @classmethod
    def refuse(cls, faults: Iterable[Fault]) -> None:
        """Raise one error of this kind with all of the faults, if there are any.

        Example:
            >>> FaultsError.refuse(fault for fault in ())
        """
        found = tuple(faults)
        if found:
            raise cls(found)

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return str(self.faults[0])
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        return f"{len(self.faults)} faults\n{lines}"


class PlanError(FaultsError):
    """A plan, a part of one, or a file holding one that cannot exist, with every fault found."""


class NotationError(PlanError):
    """A text that is not planner's notation: a duration, a date, a link, an amount of money."""


class UnresolvedDurationError(ItpmError, ValueError):
    """A duration typed in days, weeks or months was asked for its minutes without a day length."""


class NoWorkingTimeError(ItpmError, ValueError):
    """A calendar has no working time left where a date was looked for."""


class UndefinedIndexError(ItpmError, ZeroDivisionError):
    """An index whose denominator is zero was asked for as a number."""


class MissingExtraError(ItpmError, ImportError):
    """A function needs an optional extra that is not installed.

    Attributes:
        extra: the extra to install, as in ``pip install 'itpm[simulation]'``.
    """

    extra: str

    def __init__(self, extra: str) -> None:
        self.extra = extra
        super().__init__(extra)

    def __str__(self) -> str:
        return f"this needs the extra {self.extra!r}: pip install 'itpm[{self.extra}]'"


class UnknownNameError(ItpmError, KeyError):
    """A name that nothing answers to; the nearest names that exist are offered.

    Attributes:
        kind: what was looked for: ``"task"``, ``"fact"``.
        name: the name that was asked for.
        nearest: names that exist and read alike, best first.
    """

    kind: str
    name: str
    nearest: tuple[str, ...]

    def __init__(self, kind: str, name: str, nearest: Iterable[str] = ()) -> None:
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        super().__init__(kind, name, self.nearest)

    def __str__(self) -> str:
        hint = f"; did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else ""
        return f"there is no {self.kind} {shortened(self.name)}{hint}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class UnknownOfKindError(UnknownNameError):
    """Base of the errors about names of one kind, which the class says."""

    kind: str = "name"

    def __init__(self, name: str, nearest: Iterable[str] = ()) -> None:
        super().__init__(self.kind, name, nearest)

    def __reduce__(self) -> tuple[type[UnknownOfKindError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.nearest)


class UnknownTaskError(UnknownOfKindError):
    """A task id that the plan does not have."""

    kind = "task"


def nearest(name: object, names: Iterable[str], *, most: int = 2) -> tuple[str, ...]:
    """The names that read most like `name`, best first.

    Costs at most a fixed amount: very long names and names beyond the first 20,000 are not compared.

    Example:
        >>> nearest("biuld", ["design", "build", "test"])
        ('build',)
    """
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return ()
    candidates = [
        known for _, known in zip(range(_MOST_CANDIDATES), names, strict=False) if len(known) <= _LONGEST_NAME
    ]
    return tuple(get_close_matches(name, candidates, n=most, cutoff=0.6))


def did_you_mean(name: object, names: Iterable[str]) -> str:
    """The tail of a message that offers the nearest name; empty when nothing is near.

    Example:
        >>> did_you_mean("biuld", ["design", "build"])
        "; did you mean 'build'?"
    """
    found = nearest(name, names, most=1)
    return f"; did you mean {found[0]!r}?" if found else ""


class Hints:
    """`did_you_mean` with a budget, for inputs with thousands of faults: the first ones get a hint, the rest none."""

    def __init__(self, most: int = 25) -> None:
        self._left = most

    def __call__(self, name: object, names: Iterable[str]) -> str:
        """The tail of a message that offers the nearest name; empty when nothing is near or the budget is spent."""
        self._left -= 1
        return did_you_mean(name, names) if self._left >= 0 else ""
