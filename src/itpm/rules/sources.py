"""Where the value of a fact comes from: it is given, worked out later, or derived from other facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.model.given import texts
from itpm.rules.catalogue import FactSpec
from itpm.rules.errors import RulesError


@frozen
class Given:
    """A fact given as a value."""

    value: object


@frozen(init=False)
class Later:
    """A fact worked out when first asked for: ``function(*arguments)``; None means absent.

    Unlike a lambda it compares by its parts and pickles when they do.

    Attributes:
        function: what is called.
        arguments: what it is called with.

    Example:
        >>> Later(max, 2, 3)(), Later(max, 2, 3) == Later(max, 2, 3)
        (3, True)
    """

    function: Callable[..., object]
    arguments: tuple[object, ...]

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        object.__setattr__(self, "function", function)
        object.__setattr__(self, "arguments", arguments)

    def __call__(self) -> object:
        """Work it out."""
        return self.function(*self.arguments)


@frozen
class Derived:
    """A fact worked out from other facts; absent when one of them is.

    So that an engine runs once for many facts: ``schedule`` is worked out later, ``schedule.finish`` is derived from
    it.

    Attributes:
        function: called with the values of `needs`, in their order; None means absent.
        needs: names of the facts it is derived from.
    """

    function: Callable[..., object]
    needs: tuple[str, ...] = field(converter=texts)


Source: TypeAlias = Given | Later | Derived | Callable[[], object]


def check_derivations(specs: Mapping[str, FactSpec], sources: Mapping[str, Source]) -> None:
    """Nothing, if every derived fact can be worked out from listed ones.

    Raises:
        RulesError: derived from a fact that is not listed, or in a circle.
    """
    derived = {name: source.needs for name, source in sources.items() if isinstance(source, Derived)}
    faults = [
        Fault(f"fact {name!r}", need, f"it is derived from {need!r}, which is not listed{did_you_mean(need, specs)}")
        for name, needs in derived.items()
        for need in needs
        if need not in specs
    ]
    try:
        TopologicalSorter(derived).prepare()
    except CycleError as circle:
        names = " -> ".join(circle.args[1][:8])
        faults.append(Fault("facts", tuple(circle.args[1]), f"facts are derived from each other in a circle: {names}"))
    RulesError.refuse(faults)
