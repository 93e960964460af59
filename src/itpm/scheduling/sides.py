"""On which side of time in which nobody works a milestone of a plain plan stands.

On one line the end of a shift and the beginning of the next are one number. A task with work starts at the beginning and ends at
the end; a milestone stands where what holds it stands.
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from itpm.model.dependencies import DependencyType
from itpm.model.moments import to_seconds
from itpm.scheduling.lines import Line

_FROM_START = (DependencyType.SS, DependencyType.SF)


class Numbers(Protocol):
    """Dates on one line that can be asked for one task at a time."""

    @property
    def line(self) -> Line:
        """The plan on its line."""
        ...

    @property
    def finish(self) -> int:
        """When the last task ends [s]."""
        ...

    def ending_last(self) -> frozenset[int]:
        """Places of the tasks that end when the project does."""
        ...

    def early_at(self, place: int) -> int:
        """The earliest start of a task [s]."""
        ...

    def late_at(self, place: int) -> int:
        """The latest start of a task [s]."""
        ...

    def length_at(self, place: int) -> int:
        """Work of a task [s]."""
        ...

    def weight_at(self, number: int) -> int:
        """By how much a link holds the start behind it from the start before it [s]."""
        ...


class Sides:
    """On which side of time in which nobody works a milestone stands: what holds it, through other milestones, decides."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers, self.line = numbers, numbers.line
        self._late: dict[int, bool] = {}
        self._early: dict[int, bool] = {}

    @cached_property
    def project_finish(self) -> int:
        """When the last task ends, as an instant [s]."""
        finish, calendar = self.numbers.finish, self.line.calendar
        late = any(
            not self.numbers.length_at(place) and self.starts_late(place) for place in self.numbers.ending_last()
        )
        return calendar.latest(finish) if late else calendar.earliest(finish)

    def starts_late(self, place: int) -> bool:
        """Whether a milestone stands where work goes on: the plan's start, a start or a lead holds it, or such a milestone."""
        numbers, line, web = self.numbers, self.line, self.line.web
        seen, waiting = {place}, [place]
        while waiting:
            node = waiting.pop()
            if self._late.get(node) or (self._moved_at_start and self._holds_at_start(node)):
                self._late[place] = True
                return True
            if node in self._late:
                continue
            at = numbers.early_at(node)
            for number in web.into[node]:
                before, lag = line.before[number], line.lags[number]
                if lag > 0 or numbers.early_at(before) + numbers.weight_at(number) != at:
                    continue
                if lag or (numbers.length_at(before) and line.types[number] in _FROM_START):
                    self._late[place] = True
                    return True
                if not numbers.length_at(before) and before not in seen:
                    seen.add(before)
                    waiting.append(before)
        self._late.update(dict.fromkeys(seen, False))
        return False

    @cached_property
    def _moved_at_start(self) -> bool:
        """Whether what the plan's start holds stands where work goes on."""
        return to_seconds(self.line.plan.start) != self.line.calendar.earliest(self.line.start)

    def _holds_at_start(self, place: int) -> bool:
        return self.numbers.early_at(place) == self.line.start and place not in self.line.free_of_start

    def ends_early(self, place: int) -> bool:
        """Whether a milestone must stand where work ends: the project's finish holds it, or a milestone that must."""
        numbers, line, web = self.numbers, self.line, self.line.web
        if self.project_finish != line.calendar.earliest(numbers.finish):
            return False
        seen, waiting = {place}, [place]
        while waiting:
            node = waiting.pop()
            at = numbers.late_at(node)
            if self._early.get(node) or (at == numbers.finish and node not in line.free_of_finish):
                self._early[place] = True
                return True
            if node in self._early:
                continue
            for number in web.out[node]:
                behind = line.behind[number]
                holds = line.lags[number] <= 0 and numbers.late_at(behind) - numbers.weight_at(number) == at
                if holds and not numbers.length_at(behind) and behind not in seen:
                    seen.add(behind)
                    waiting.append(behind)
        self._early.update(dict.fromkeys(seen, False))
        return False
