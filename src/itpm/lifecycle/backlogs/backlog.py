"""The backlog: what is to be made, what is done by the definition of done, and what stands against it.

An item counts as done when it is marked so *and* meets the whole definition of done; what does not meet it is no part of the
increment (Scrum Guide 2020, Increment). So velocity never counts half-finished work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from itpm.errors import Fault, Hints, UnknownNameError, nearest
from itpm.findings import Finding, Severity
from itpm.lifecycle.backlogs.items import BacklogError, BacklogItem, ItemStatus, Sprint
from itpm.lifecycle.inputs import repeated
from itpm.model.given import several, texts
from itpm.rules.wording import listed
from itpm.tables import Column, Table, Tabular

_SETTLED = frozenset({ItemStatus.DONE, ItemStatus.DROPPED})


def _items(values: Iterable[BacklogItem]) -> tuple[BacklogItem, ...]:
    return several(values, BacklogItem, "items", BacklogError)


def _sprints(values: Iterable[Sprint]) -> tuple[Sprint, ...]:
    return tuple(sorted(several(values, Sprint, "sprints", BacklogError), key=lambda sprint: sprint.number))


@frozen
class Backlog(Tabular):
    """What is to be made, and how far it is.

    Attributes:
        items: most important first.
        sprints: in order.
        definition_of_done: what every item must meet.

    Raises:
        BacklogError: items or sprints given twice, sprints that are not 1, 2, 3 ..., items of unknown sprints, done or dropped
            items without a sprint, items that meet what nobody asks for. Every fault is listed.

    Example:
        >>> backlog = Backlog([BacklogItem("A", 5, status="done", sprint=1, meets="tested"), BacklogItem("B", 8)],
        ...                   sprints=[Sprint(1)], definition_of_done="tested")
        >>> backlog.is_done("A"), [item.key for item in backlog.open_items]
        (True, ['B'])
    """

    items: tuple[BacklogItem, ...] = field(converter=_items)
    sprints: tuple[Sprint, ...] = field(default=(), kw_only=True, converter=_sprints)
    definition_of_done: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def __attrs_post_init__(self) -> None:
        faults = [*_sprint_faults(self), *_item_faults(self)]
        if faults:
            raise BacklogError(faults)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, key: str) -> BacklogItem:
        """The item of that key.

        Raises:
            UnknownNameError: there is none.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise UnknownNameError("item", key, nearest(key, [item.key for item in self.items]))

    @property
    def sprints_over(self) -> int:
        """How many sprints are over [1]; they are the first ones."""
        return sum(sprint.is_over for sprint in self.sprints)

    @property
    def open_items(self) -> tuple[BacklogItem, ...]:
        """What is neither done, by the definition of done, nor dropped."""
        return tuple(
            item for item in self.items if item.status is not ItemStatus.DROPPED and unmet_by(self, item) != ()
        )

    def unmet(self, key: str) -> tuple[str, ...] | None:
        """What of the definition of done an item does not meet; nothing where it is done, None where it is not marked so.

        Raises:
            UnknownNameError: there is no such item.
        """
        return unmet_by(self, self[key])

    def is_done(self, key: str) -> bool:
        """Whether an item is marked done and meets the whole definition of done.

        Raises:
            UnknownNameError: there is no such item.
        """
        return self.unmet(key) == ()

    def findings(self) -> tuple[Finding, ...]:
        """What stands against the backlog, by code.

        BLG001 marked done, and does not meet the definition of done; BLG002 not estimated, and in a sprint; BLG003 a sprint
        is over without a review; BLG004 rejected in a review, and still marked done; BLG005 no definition of done; BLG006 a
        sprint without a goal.
        """
        return tuple(sorted(_findings(self), key=lambda finding: finding.code))

    def table(self) -> Table:
        """A line for each item: points, status, sprint, and what of the definition of done is missing."""
        return Table(
            title="Backlog",
            columns=(
                Column("Item"),
                Column("Title"),
                Column("Points", align="right"),
                Column("Status"),
                Column("Sprint", align="right"),
                Column("Added in", align="right"),
                Column("Not yet met"),
            ),
            rows=[self._row(item) for item in self.items],
        )

    def _row(self, item: BacklogItem) -> tuple[object, ...]:
        size = item.points_at(len(self.sprints)) if item.points is not None or item.resized else None
        left = ", ".join(unmet_by(self, item) or ())
        return (
            item.key,
            item.title,
            size if size is None else f"{size:f}",
            item.status,
            item.sprint,
            item.added or None,
            left,
        )


def unmet_by(backlog: Backlog, item: BacklogItem) -> tuple[str, ...] | None:
    """What of the definition of done an item does not meet; nothing where it is done, None where it is not marked so."""
    if item.status is not ItemStatus.DONE:
        return None
    return tuple(part for part in backlog.definition_of_done if part not in item.meets)


def done_in(backlog: Backlog, sprint: int) -> tuple[BacklogItem, ...]:
    """Items done in a sprint, by the definition of done.

    Example:
        >>> backlog = Backlog([BacklogItem("A", 5, status="done", sprint=1)], sprints=[Sprint(1)])
        >>> [item.key for item in done_in(backlog, 1)]
        ['A']
    """
    return tuple(item for item in backlog.items if item.sprint == sprint and unmet_by(backlog, item) == ())


def _sprint_faults(backlog: Backlog) -> Iterator[Fault]:
    numbers = [sprint.number for sprint in backlog.sprints]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Fault(
            "sprints", tuple(numbers), f"sprints are numbered 1, 2, 3 and so on, got {listed(map(str, numbers))}"
        )
    over = [sprint.is_over for sprint in backlog.sprints]
    if over != sorted(over, reverse=True):
        yield Fault("sprints", tuple(over), "a sprint is over before the one that came before it")
    keys, hint = {item.key for item in backlog.items}, Hints()
    for sprint in backlog.sprints:
        rejected = sprint.review.rejected if sprint.review else ()
        for key in (*sprint.committed, *rejected):
            if key not in keys:
                yield Fault(f"sprint {sprint.number}", key, f"there is no item {key!r}{hint(key, keys)}")


def _item_faults(backlog: Backlog) -> Iterator[Fault]:
    hint, last = Hints(), len(backlog.sprints)
    for key, times in repeated(item.key for item in backlog.items).items():
        yield Fault(f"item {key!r}", key, f"the key is given to {times} items")
    for item in backlog.items:
        place = f"item {item.key!r}"
        if not item.key:
            yield Fault("item", item.key, "an item needs a key")
        if item.status in _SETTLED and item.sprint is None:
            yield Fault(f"{place}.sprint", None, f"it is {item.status}; say in which sprint")
        for name, sprint in (
            ("sprint", item.sprint),
            ("added", item.added),
            *(("resized", s) for s, _ in item.resized),
        ):
            if sprint is not None and not (1 if name == "sprint" else 0) <= sprint <= last:
                yield Fault(f"{place}.{name}", sprint, f"there is no sprint {sprint}; there are {last}")
        if item.sprint is not None and item.sprint < item.added:
            message = f"it is of sprint {item.sprint}, and came into the backlog in sprint {item.added}"
            yield Fault(f"{place}.sprint", item.sprint, message)
        for part in item.meets:
            if part not in backlog.definition_of_done:
                message = f"the definition of done does not ask for {part!r}{hint(part, backlog.definition_of_done)}"
                yield Fault(f"{place}.meets", part, message)


def _findings(backlog: Backlog) -> Iterator[Finding]:
    if not backlog.definition_of_done:
        yield _finding("BLG005", "backlog:done", "nothing says when an item is done", "agree on a definition of done")
    for item in backlog.items:
        subject = f"item:{item.key}"
        if unmet := unmet_by(backlog, item):
            message = f"{item.key} is marked done, and is not: {listed(unmet)}"
            yield _finding("BLG001", subject, message, "finish it, or put it back")
        if item.points is None and not item.resized and item.sprint is not None:
            message = f"{item.key} is in sprint {item.sprint}, and nobody has estimated it"
            yield _finding("BLG002", subject, message, "estimate it", Severity.MINOR)
    items = {item.key: item for item in backlog.items}
    for sprint in backlog.sprints:
        yield from _sprint_findings(items, sprint)


def _sprint_findings(items: Mapping[str, BacklogItem], sprint: Sprint) -> Iterator[Finding]:
    subject = f"sprint:{sprint.number}"
    if not sprint.goal:
        yield _finding("BLG006", subject, f"sprint {sprint.number} has no goal", "say what it is for", Severity.MINOR)
    if sprint.is_over and sprint.review is None:
        message = f"sprint {sprint.number} is over, and was not reviewed"
        yield _finding("BLG003", subject, message, "show the result to those it is made for")
    for key in sprint.review.rejected if sprint.review else ():
        item = items[key]
        if item.status is ItemStatus.DONE and item.sprint is not None and item.sprint <= sprint.number:
            message = f"{key} was rejected in the review of sprint {sprint.number}, and is still marked done"
            yield _finding("BLG004", f"item:{key}", message, "put it back into the backlog")


def _finding(code: str, subject: str, message: str, remedy: str, severity: Severity = Severity.MAJOR) -> Finding:
    return Finding(code=code, subject=subject, message=message, remedy=remedy, severity=severity)
