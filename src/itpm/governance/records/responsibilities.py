"""Who does what: the RACI matrix. Every item has exactly one who is accountable, and at least one who does it.

Source:
    PMBOK Guide, 6th ed., 9.1.2.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeAlias, cast

from attrs import field, frozen

from itpm.errors import Fault, UnknownNameError, nearest, shortened
from itpm.findings import Finding
from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import record_faults
from itpm.model.given import pairs, several
from itpm.rules.wording import listed
from itpm.tables import Column, Table, Tabular


class Involvement(Enum):
    """What somebody has to do with an item."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


def _involvements(value: str | Iterable[Involvement]) -> tuple[Involvement, ...]:
    known = {one.value: one for one in Involvement}
    letters = value if isinstance(value, str) else several(value, object, "duty.involvement", GovernanceError)
    found = {letter if isinstance(letter, Involvement) else known.get(str(letter)) for letter in letters}
    if None in found or not found:
        message = f"expected letters of R, A, C and I like 'AR', got {shortened(value)}"
        raise GovernanceError([Fault("duty.involvement", value, message)])
    return tuple(one for one in Involvement if one in found)


@frozen
class Duty:
    """Somebody's part in an item.

    Attributes:
        item: what it is about: the key of a deliverable, the id of a task, an activity.
        person: who.
        involvement: responsible, accountable, consulted, informed; letters are accepted: ``"AR"``.

    Raises:
        GovernanceError: other letters, or none; no item, nobody.
    """

    item: str
    person: str
    involvement: tuple[Involvement, ...] = field(kw_only=True, converter=_involvements)

    def __attrs_post_init__(self) -> None:
        GovernanceError.refuse(record_faults(self, "duty", item="an item", person="a person"))

    @property
    def letters(self) -> str:
        """The involvement as the matrix writes it: ``"AR"``."""
        return "".join(sorted(one.value for one in self.involvement))


Cells: TypeAlias = Mapping[str, Mapping[str, str]]


def _duties(value: Cells | Iterable[Duty]) -> tuple[Duty, ...]:
    if not isinstance(value, Mapping):
        return several(value, Duty, "duties", GovernanceError)
    duties: list[Duty] = []
    faults: list[Fault] = []
    for item, people in cast("Cells", value).items():
        for person, letters in pairs(people, f"duties of {item!r}", GovernanceError):
            try:
                duties.append(Duty(item, person, involvement=letters))
            except GovernanceError as error:
                faults += [Fault(f"duty {item!r}, {person!r}", letters, fault.message) for fault in error.faults]
    GovernanceError.refuse(faults)
    return tuple(duties)


@frozen
class Responsibilities(Tabular):
    """The RACI matrix.

    Attributes:
        duties: who has which part in what; a mapping of items to people to letters is accepted.

    Raises:
        GovernanceError: other letters than R, A, C and I, or somebody listed twice for an item.

    Example:
        >>> matrix = Responsibilities({"charter": {"ann": "A", "kim": "R"}, "build": {"bo": "R", "kim": "I"}})
        >>> print(matrix)
        Responsibilities
        Item     ann  kim  bo
        -------  ---  ---  --
        charter  A    R
        build         I    R
        >>> [str(finding) for finding in matrix.findings()]
        ["responsibility.accountable: nobody is accountable for 'build'. Lift it: name exactly one"]
    """

    duties: tuple[Duty, ...] = field(default=(), converter=_duties)

    def __attrs_post_init__(self) -> None:
        counted = Counter((duty.item, duty.person) for duty in self.duties)
        GovernanceError.refuse(
            Fault(f"duty {item!r}", person, f"{person!r} is listed {count} times")
            for (item, person), count in counted.items()
            if count > 1
        )

    @property
    def items(self) -> tuple[str, ...]:
        """What somebody has a part in, in the order of listing."""
        return tuple(dict.fromkeys(duty.item for duty in self.duties))

    @property
    def people(self) -> tuple[str, ...]:
        """Who has a part in something, in the order of listing."""
        return tuple(dict.fromkeys(duty.person for duty in self.duties))

    def who(self, item: str, involvement: Involvement) -> tuple[str, ...]:
        """The people who are involved in the item in that way.

        Raises:
            UnknownNameError: the matrix has no such item; the nearest is offered.
        """
        if item not in self.items:
            raise UnknownNameError("item", item, nearest(item, self.items))
        return tuple(duty.person for duty in self.duties if duty.item == item and involvement in duty.involvement)

    def accountable(self, item: str) -> str | None:
        """Who is accountable for the item; None where that is nobody, or not one alone.

        Raises:
            UnknownNameError: the matrix has no such item.
        """
        found = self.who(item, Involvement.ACCOUNTABLE)
        return found[0] if len(found) == 1 else None

    @property
    def without_accountable(self) -> tuple[str, ...]:
        """Items for which nobody is accountable."""
        return tuple(item for item, names in self._by_item(Involvement.ACCOUNTABLE).items() if not names)

    @property
    def several_accountable(self) -> tuple[str, ...]:
        """Items for which more than one is accountable."""
        return tuple(item for item, names in self._by_item(Involvement.ACCOUNTABLE).items() if len(names) > 1)

    @property
    def without_responsible(self) -> tuple[str, ...]:
        """Items that nobody does; who is accountable for one, and alone so, does it where nobody else is named."""
        doing = self._by_item(Involvement.RESPONSIBLE)
        return tuple(
            item
            for item, names in self._by_item(Involvement.ACCOUNTABLE).items()
            if not doing[item] and len(names) != 1
        )

    def _by_item(self, involvement: Involvement) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {duty.item: [] for duty in self.duties}
        for duty in self.duties:
            if involvement in duty.involvement:
                found[duty.item].append(duty.person)
        return found

    def findings(self) -> tuple[Finding, ...]:
        """Items without exactly one who is accountable, or without anybody who does them."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        for item in self.without_accountable:
            message = f"nobody is accountable for {item!r}"
            yield _finding("accountable", item, message, "name exactly one")
        accountable = self._by_item(Involvement.ACCOUNTABLE)
        for item in self.several_accountable:
            yield _finding(
                "accountable",
                item,
                f"{listed(accountable[item])} are all accountable for {item!r}",
                "leave exactly one",
            )
        for item in self.without_responsible:
            if accountable[item]:
                yield _finding("responsible", item, f"nobody is responsible for doing {item!r}", "name at least one")

    def table(self) -> Table:
        """A line for each item, a column for each person."""
        cells = {(duty.item, duty.person): duty.letters for duty in self.duties}
        return Table(
            title="Responsibilities",
            columns=(Column("Item"), *(Column(person, key=person) for person in self.people)),
            rows=[(item, *(cells.get((item, person), "") for person in self.people)) for item in self.items],
        )


def _finding(part: str, item: str, message: str, remedy: str) -> Finding:
    return Finding(code=f"responsibility.{part}", subject=f"item:{item}", message=message, remedy=remedy)
