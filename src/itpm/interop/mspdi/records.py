"""One element of the file as a record: simple values by name, read with their faults collected.

A value that cannot be read becomes a `Fault` with its place, and the default takes its place, so that reading goes on
and every fault of the file comes in one error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from itpm.errors import Fault, FaultsError
from itpm.interop.xml_text import Element
from itpm.model.moments import Edge, moment

_T = TypeVar("_T")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,2})?")
_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?"
)
_FLAGS = {"1": True, "true": True, "0": False, "false": False, "-1": True}
_LONGEST_SHOWN = 60
_TOO_MUCH = 10**15


class Record:
    """An element and the list that its faults go to; lives only while a file is read.

    Attributes:
        place: path to the element as a reader would say it: ``Tasks/Task[UID=17]``; empty for the root.
        fields: text of each child that holds nothing but text.
        groups: children that hold elements, by name.
        faults: where faults are collected, shared by all records of a file.
    """

    __slots__ = ("faults", "fields", "groups", "place")

    def __init__(self, element: Element, place: str, faults: list[Fault]) -> None:
        self.place, self.faults = place, faults
        self.fields: dict[str, str] = {}
        self.groups: dict[str, list[Element]] = {}
        for child in element.children:
            if child.children:
                self.groups.setdefault(child.name, []).append(child)
            else:
                self.fields[child.name] = child.text

    def each(self, name: str, *, key: str = "") -> Iterator[Record]:
        """The records of the children called `name`; their places show the child's `key`, else its number."""
        for number, element in enumerate(self.groups.get(name, ()), 1):
            shown = next((f"{key}={child.text}" for child in element.children if child.name == key), str(number))
            yield Record(element, self._within(f"{name}[{shown[:_LONGEST_SHOWN]}]"), self.faults)

    def list_of(self, container: str, name: str, *, key: str = "UID") -> list[Record]:
        """The records called `name` inside the child `container`: ``Tasks/Task[UID=17]``."""
        return [
            record
            for element in self.groups.get(container, ())
            for record in Record(element, self._within(container), self.faults).each(name, key=key)
        ]

    def elements_of(self, container: str, name: str) -> list[Element]:
        """The elements called `name` inside the child `container`."""
        return [one for element in self.groups.get(container, ()) for one in element.children if one.name == name]

    def inner(self, name: str) -> Record:
        """The record of the only child called `name`; an empty one where there is none."""
        found = self.groups.get(name)
        return Record(found[0] if found else Element(name, "", ()), self._within(name), self.faults)

    def text(self, name: str) -> str:
        """The text of a child; empty where there is none."""
        return self.fields.get(name, "")

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value, 0 or 1."""
        text = self.fields.get(name)
        if not text:
            return default
        found = _FLAGS.get(text.lower())
        if found is None:
            self.fault(name, text, "expected 0 or 1")
            return default
        return found

    def integer(self, name: str) -> int | None:
        """A whole number."""
        text = self.fields.get(name)
        if not text:
            return None
        if not _INTEGER.fullmatch(text):
            self.fault(name, text, "expected a whole number")
            return None
        return int(text)

    def number(self, name: str) -> Decimal | None:
        """A number, exactly as written."""
        text = self.fields.get(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.fault(name, text, "expected a number")
            return None
        number = Decimal(text)
        if abs(number) >= _TOO_MUCH:
            self.fault(name, text, "expected a number of a project's size")
            return None
        return number

    def choice(self, name: str, choices: Mapping[str, _T], default: _T) -> _T:
        """What the code in a child stands for."""
        text = self.fields.get(name)
        if not text:
            return default
        if text not in choices:
            self.fault(name, text, f"expected one of {', '.join(choices)}")
            return default
        return choices[text]

    def moment(self, name: str, *, edge: Edge = "start") -> datetime | None:
        """A date and time."""
        text = self.fields.get(name)
        if not text:
            return None
        return self.attempt(name, lambda: moment(text, edge=edge, place=self._within(name)))

    def seconds(self, name: str) -> Decimal | None:
        """A duration as ISO 8601 writes it, ``PT40H0M0S`` [s]; a day in it has 24 hours."""
        text = self.fields.get(name)
        if not text:
            return None
        match = _DURATION.fullmatch(text)
        if match is None or not any(match.groups()[1:]):
            self.fault(name, text, "expected a duration like PT40H0M0S")
            return None
        sign, days, hours, minutes, seconds = match.groups()
        total = int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + Decimal(seconds or 0)
        return -total if sign else total

    def attempt(self, name: str, make: Callable[[], _T]) -> _T | None:
        """What `make` gives; its faults are collected under the place of the child `name`, or of the element itself."""
        try:
            return make()
        except FaultsError as error:
            for fault in error.faults:
                place = self._within(name) if name else f"{self.place} ({fault.place})"
                self.faults.append(Fault(place, fault.value, fault.message))
            return None

    def fault(self, name: str, value: str, expected: str) -> None:
        """Record that a child's value is not as expected."""
        self.faults.append(Fault(self._within(name), value, f"{expected}, got {value[:_LONGEST_SHOWN]!r}"))

    def foreign(self, known: frozenset[str], usual: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """(element, text) pairs that nothing else reads and that say something unusual, kept for a writer."""
        return tuple(
            (name, text)
            for name, text in self.fields.items()
            if text and name not in known and usual.get(name, "0") != text
        )

    def strangers(self, known: frozenset[str]) -> Iterator[tuple[str, list[Element]]]:
        """Children with elements inside that nothing else reads, by name."""
        return ((name, found) for name, found in self.groups.items() if name not in known)

    def _within(self, name: str) -> str:
        return f"{self.place}/{name}" if self.place else name
