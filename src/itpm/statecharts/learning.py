"""What steps have learnt: in which order guards are asked, and what follows from their answers.

For one configuration and one event, which guard is asked next depends only on what the earlier ones answered, because guards
are pure and everything else about a chart is fixed. So the questions of a step form a tree; it grows as steps are taken, and
a step that has been taken before only asks. Values at its leaves are immutable and shared.

The memory is bounded: when it has grown too large it is given up, and learning starts anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from itpm.statecharts.guards import Verdict

# Any: a context is whatever the guards of a chart understand
Question = Callable[[Any], Verdict | bool]
MOST_REMEMBERED = 100_000


class Branch:
    """A question of a step with what follows from its answer; or, without a question, what the step came to.

    Attributes:
        ask: what to ask; None: the step has come to rest.
        yes: what follows from a yes; None: not learnt yet.
        no: what follows from anything else.
        outcome: what the step came to, if all guards whose refusal is told had said yes.
        told: for each refusal that is told: number of the question, source and transition.
    """

    __slots__ = ("ask", "no", "outcome", "told", "yes")

    # Any: a Step; this module is below the one that knows it
    def __init__(self, ask: Question | None = None, outcome: Any = None, told: tuple[Any, ...] = ()) -> None:
        self.ask, self.outcome, self.told = ask, outcome, told
        self.yes: Branch | None = None
        self.no: Branch | None = None


class Learnt:
    """What is known of the steps out of one configuration: a tree for each event.

    Attributes:
        age: the memory's age when it was made.
        trees: first branch by event.
    """

    __slots__ = ("age", "trees")

    def __init__(self, age: object) -> None:
        self.age = age
        self.trees: dict[str | None, Branch] = {}


class Memory:
    """What a chart has learnt.

    Attributes:
        age: changes whenever everything is forgotten.
        places: every configuration met, by what it compares by.
    """

    __slots__ = ("age", "places", "size")

    def __init__(self) -> None:
        self.age = object()
        self.places: dict[object, Any] = {}  # Any: Configurations; this module is below the one that knows them
        self.size = 0

    def grown(self, by: int) -> None:
        """Count what was learnt; forget everything when it is too much."""
        self.size += by
        if self.size > MOST_REMEMBERED:
            self.age, self.places, self.size = object(), {}, 0


def learn(
    learnt: Learnt, event: str | None, asked: list[tuple[Question, bool]], outcome: Any, told: tuple[Any, ...]
) -> int:
    """Add what a step asked and came to; returns how many branches are new."""
    leaf = Branch(outcome=outcome, told=told)
    if not asked:
        learnt.trees[event] = leaf
        return 1
    branch = learnt.trees.get(event)
    if branch is None:
        branch = learnt.trees[event] = Branch(asked[0][0])
    new = 1
    for (_, said), (question, _) in itertools.pairwise(asked):
        following = branch.yes if said else branch.no
        if following is None:
            following = Branch(question)
            new += 1
            if said:
                branch.yes = following
            else:
                branch.no = following
        branch = following
    if asked[-1][1]:
        branch.yes = leaf
    else:
        branch.no = leaf
    return new + 1
