"""Facts: what is known about a project at one moment, by name.

A fact is in the catalogue or it is not; one in the catalogue is known or absent. Absent is not false: nothing here
turns "nobody said" into "no". A fact may be given as a value, be worked out when first asked for, or be derived from
other facts; each is computed at most once. Computed values sit in a cache outside equality, hash and pickle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import Factory, field, frozen

from itpm.errors import Fault, did_you_mean, nearest, shortened
from itpm.model.given import expect
from itpm.model.moments import Moment, moment
from itpm.rules.catalogue import FactSpec, FactType, Unfit, catalogue_table, fitted, specs, type_of
from itpm.rules.errors import FactError, MissingFactError, RulesError, UnknownFactError
from itpm.rules.sources import Derived, Given, Source, check_derivations
from itpm.rules.wording import day
from itpm.tables import Table, Tabular

_ABSENT = object()
_UNASKED = object()


def _specs_of(facts: Facts) -> dict[str, FactSpec]:
    return {spec.name: spec for spec in facts.catalogue}


def _by_name_of(facts: Facts) -> dict[str, Source]:
    return dict(facts.sources)


def _as_of(value: Moment) -> datetime:
    return moment(value, edge="finish", place="as_of")


@frozen(kw_only=True)
class Facts(Tabular):
    """What is known at one moment: named, typed, documented, each worked out at most once.

    Made by `Facts.of` (values) or `Facts.lazy` (things to be called); two are put together with ``|``.

    Attributes:
        catalogue: what the facts are called and mean, by name.
        as_of: the moment they hold at; a bare date means the end of that day.

    Raises:
        RulesError: values of the wrong kind, names that the catalogue does not list, derivations that go in a circle.

    Example:
        >>> facts = Facts.of({"charter.sponsor": "ann", "team.size": 4}, as_of="2026-02-02")
        >>> facts["team.size"], facts.known("charter.sponsor")
        (4, True)
        >>> facts["team.sise"]
        Traceback (most recent call last):
        itpm.rules.errors.UnknownFactError: there is no fact 'team.sise'; did you mean 'team.size'?
    """

    catalogue: tuple[FactSpec, ...]
    as_of: datetime
    sources: tuple[tuple[str, Source], ...] = field(repr=False)
    _specs: dict[str, FactSpec] = field(init=False, eq=False, repr=False, default=Factory(_specs_of, takes_self=True))
    _by_name: dict[str, Source] = field(init=False, eq=False, repr=False, default=Factory(_by_name_of, takes_self=True))
    _computed: dict[str, object] = field(init=False, eq=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        check_derivations(self._specs, self._by_name)

    @classmethod
    def of(cls, values: Mapping[str, object], *, as_of: Moment, catalogue: Iterable[FactSpec] = ()) -> Facts:
        """Facts given as values; None means absent.

        Args:
            values: value by name.
            as_of: the moment they hold at.
            catalogue: what they mean. Given, every name must be in it; not given, it is made from the values.

        Raises:
            RulesError: a value of the wrong kind, or a name that the catalogue does not list.
        """
        expect(values, "facts", Mapping, error=RulesError)
        listed = specs(catalogue) or tuple(_spec_of(name, value) for name, value in values.items() if value is not None)
        sources, faults = _given(values, listed)
        RulesError.refuse(faults)
        return cls(catalogue=_ordered(listed), as_of=_as_of(as_of), sources=tuple(sorted(sources.items())))

    @classmethod
    def lazy(
        cls, sources: Mapping[str, Callable[[], object] | Derived], *, as_of: Moment, catalogue: Iterable[FactSpec]
    ) -> Facts:
        """Facts worked out when first asked for.

        Args:
            sources: by name, what to call without arguments (a `Later`, a partial, a function), or a `Derived`.
            as_of: the moment they hold at.
            catalogue: what they mean; every name must be in it.

        Raises:
            RulesError: a name that the catalogue does not list, something that cannot be called, a circle.
        """
        specs = tuple(catalogue)
        faults = _unlisted(sources, specs)
        faults += [
            Fault(f"fact {name!r}", source, f"expected something to call, got {type(source).__name__}")
            for name, source in sources.items()
            if not isinstance(source, Derived) and not _is_callable(source)
        ]
        RulesError.refuse(faults)
        return cls(catalogue=_ordered(specs), as_of=_as_of(as_of), sources=tuple(sorted(sources.items())))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name in the catalogue, known or not."""
        return tuple(self._specs)

    def __contains__(self, name: object) -> bool:
        return name in self._specs

    def spec(self, name: str) -> FactSpec:
        """The catalogue's entry of a fact.

        Raises:
            UnknownFactError: not in the catalogue.
        """
        found = self._specs.get(name) if isinstance(name, str) else None
        if found is None:
            raise UnknownFactError(name, nearest(name, self._specs))
        return found

    def kinds(self, names: Iterable[str]) -> tuple[FactType | None, ...]:
        """Kind of each of these facts; None for one that the catalogue does not list."""
        specs = self._specs
        return tuple(specs[name].type if name in specs else None for name in names)

    def known(self, name: str) -> bool:
        """Whether the fact has a value; works it out if it must.

        Raises:
            UnknownFactError: not in the catalogue.
            FactError: it could not be worked out.
        """
        self.spec(name)
        return self._value(name) is not _ABSENT

    def supplied(self, name: str) -> bool:
        """Whether the fact is in the catalogue and has a value; a name from elsewhere is simply not supplied."""
        return name in self._specs and self._value(name) is not _ABSENT

    # Any: what a fact holds depends on its name; the catalogue says which.
    def __getitem__(self, name: str) -> Any:
        self.spec(name)
        value = self._value(name)
        if value is _ABSENT:
            raise MissingFactError(name)
        return value

    # Any: what a fact holds depends on its name; the catalogue says which.
    def get(self, name: str) -> Any:
        """The fact's value, or None where nobody supplied it; a name from elsewhere is simply not supplied.

        Raises:
            FactError: it could not be worked out.
        """
        value = self._computed.get(name, _UNASKED)
        if value is _UNASKED:
            if name not in self._specs:
                return None
            value = self._value(name)
        return None if value is _ABSENT else value

    def merged(self, other: Facts) -> Facts:
        """These facts and the other's; where both speak of the same fact, the other's source counts.

        Raises:
            RulesError: they hold at different moments, or describe a fact as of different kinds.
        """
        faults = _clashes(self, other)
        RulesError.refuse(faults)
        return Facts(
            catalogue=_ordered({**self._specs, **other._specs}.values()),
            as_of=self.as_of,
            sources=tuple(sorted({**self._by_name, **other._by_name}.items())),
        )

    def __or__(self, other: Facts) -> Facts:
        return self.merged(other)

    def table(self) -> Table:
        """The catalogue; values are not worked out for it."""
        return catalogue_table(self.catalogue, title=f"Facts as of {day(self.as_of)}")

    def __hash__(self) -> int:
        return hash((self.as_of, self.names))

    def __reduce__(self) -> tuple[Callable[..., Facts], tuple[object, ...]]:
        return _restored, (self.catalogue, self.as_of, self.sources)

    def _value(self, name: str) -> object:
        """The fact's value or `_ABSENT`; what it is derived from comes first, without recursion."""
        if name in self._computed:
            return self._computed[name]
        pending = [name]
        while pending:
            top = pending[-1]
            source = self._by_name.get(top)
            waiting = [n for n in source.needs if n not in self._computed] if isinstance(source, Derived) else []
            if waiting:
                pending.extend(waiting)
                continue
            if top not in self._computed:
                self._computed.setdefault(top, self._work_out(top, source))
            pending.pop()
        return self._computed[name]

    def _work_out(self, name: str, source: Source | None) -> object:
        try:
            value = self._called(source)
        except MissingFactError:
            return _ABSENT
        except Exception as error:
            raise FactError(name, f"{type(error).__name__}: {error}") from error
        if value is None or value is _ABSENT:
            return _ABSENT
        fit = fitted(self._specs[name].type, value)
        if isinstance(fit, Unfit):
            raise FactError(name, f"expected {fit.expected}, got {shortened(value)}")
        return fit

    def _called(self, source: Source | None) -> object:
        match source:
            case None:
                return _ABSENT
            case Given():
                return source.value
            case Derived():
                values = [self._computed[need] for need in source.needs]
                return _ABSENT if any(value is _ABSENT for value in values) else source.function(*values)
            case _:
                return source()


def _restored(catalogue: tuple[FactSpec, ...], as_of: datetime, sources: tuple[tuple[str, Source], ...]) -> Facts:
    return Facts(catalogue=catalogue, as_of=as_of, sources=sources)


def _is_callable(source: object) -> bool:
    return callable(source)


def _ordered(specs: Iterable[FactSpec]) -> tuple[FactSpec, ...]:
    return tuple(sorted(specs, key=lambda spec: spec.name))


def _spec_of(name: str, value: object) -> FactSpec:
    return FactSpec(name=name, type=type_of(value), doc="given by the caller")


def _given(values: Mapping[str, object], specs: tuple[FactSpec, ...]) -> tuple[dict[str, Source], list[Fault]]:
    faults = _unlisted({name: value for name, value in values.items() if value is not None}, specs)
    types = {spec.name: spec.type for spec in specs}
    sources: dict[str, Source] = {}
    for name, value in values.items():
        if value is None or name not in types:
            continue
        fit = fitted(types[name], value)
        if isinstance(fit, Unfit):
            faults.append(Fault(f"fact {name!r}", value, f"expected {fit.expected}, got {shortened(value)}"))
        else:
            sources[name] = Given(fit)
    return sources, faults


def _unlisted(named: Iterable[str], specs: tuple[FactSpec, ...]) -> list[Fault]:
    counted: dict[str, int] = {}
    for spec in specs:
        counted[spec.name] = counted.get(spec.name, 0) + 1
    faults = [Fault("catalogue", name, f"{name!r} is listed {n} times") for name, n in counted.items() if n > 1]
    return faults + [
        Fault(f"fact {name!r}", name, f"the catalogue does not list it{did_you_mean(name, counted)}")
        for name in named
        if name not in counted
    ]


def _clashes(facts: Facts, other: Facts) -> list[Fault]:
    faults = []
    if facts.as_of != other.as_of:
        message = f"facts as of {day(facts.as_of)} do not mix with facts as of {day(other.as_of)}"
        faults.append(Fault("as_of", other.as_of, message))
    mine = {spec.name: spec.type for spec in facts.catalogue}
    return faults + [
        Fault(f"fact {spec.name!r}", spec.type, f"it is a {mine[spec.name].name} here and a {spec.type.name} there")
        for spec in other.catalogue
        if mine.get(spec.name, spec.type) is not spec.type
    ]
