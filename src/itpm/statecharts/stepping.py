"""Steps of a chart: pure, each from one configuration to the next."""

from __future__ import annotations

from functools import partial
from typing import Any

from itpm.errors import Fault
from itpm.statecharts.charts import Chart
from itpm.statecharts.compiling import Arc, Compiled
from itpm.statecharts.configurations import Configuration, Refusal, Step, Taken, kept
from itpm.statecharts.errors import ChartError
from itpm.statecharts.guards import NO, Program, Verdict, Yes, said, verdict
from itpm.statecharts.learning import Branch, Question, learn
from itpm.statecharts.nodes import Kind
from itpm.statecharts.restoring import restore
from itpm.statecharts.running import Run

_INNERMOST = frozenset({Kind.ATOMIC, Kind.FINAL})


# Any: a context is whatever the guards of the chart understand
def start(chart: Chart, context: Any = None) -> Step:
    """The chart's first configuration, once it has come to rest.

    Args:
        chart: the chart.
        context: what guards are asked about.

    Raises:
        GuardError: a guard answered something that is no verdict.
        EndlessStepError: it never comes to rest.

    Example:
        >>> from itpm.statecharts import State, Transition
        >>> lamp = Chart("lamp", [State("off", transitions=Transition("press", "on")),
        ...                       State("on", transitions=Transition("press", "off"))])
        >>> print(start(lamp).configuration)
        off
    """
    return _step(chart, _nowhere(chart), None, context)


# Any: a context is whatever the guards of the chart understand
def step(chart: Chart, configuration: Configuration, event: str, context: Any = None) -> Step:
    """What an event comes to: the next configuration, the actions in order, and every refusal with its reasons.

    Nothing changes but what is returned. An event that the chart does not speak of, or that comes after its end, leaves
    it where it stands.

    Args:
        chart: the chart.
        configuration: where it stands.
        event: what happens: ``"door.open"``.
        context: what guards are asked about.

    Raises:
        ChartError: the configuration is not one of this chart, or the event has no name.
        GuardError: a guard answered something that is no verdict.
        EndlessStepError: it never comes to rest.

    Example:
        >>> from itpm.statecharts import State, Transition
        >>> lamp = Chart("lamp", [State("off", transitions=Transition("press", "on")),
        ...                       State("on", transitions=Transition("press", "off"))])
        >>> print(step(lamp, start(lamp).configuration, "press").configuration)
        on
    """
    learnt = configuration.learnt
    if learnt is None or learnt.age is not chart.memory.age:
        configuration = restore(chart, configuration.states, history=configuration.history)
        learnt = configuration.learnt
    if learnt is None or event not in learnt.trees:
        _check_event(event)
    return _step(chart, configuration, event, context)


# Any: a context is whatever the guards of the chart understand
def _step(chart: Chart, configuration: Configuration, event: str | None, context: Any) -> Step:
    """The step, along what is learnt as far as that goes."""
    learnt = configuration.learnt
    branch = learnt.trees.get(event) if learnt else None
    answers: list[Verdict | bool] = []
    while branch is not None and branch.ask is not None:
        answer = branch.ask(context)
        if answer is True:
            branch = branch.yes
        else:
            answer = said(branch.ask, answer)
            branch = branch.yes if isinstance(answer, Yes) else branch.no
        answers.append(answer)
    if branch is None:
        branch = _work_out(chart, configuration, event, context, answers)
    outcome: Step = branch.outcome
    if not branch.told:
        return outcome
    refused = tuple(
        Refusal(source, way, NO if (answer := answers[number]) is True or answer is False else answer)
        for number, source, way in branch.told
    )
    return Step(outcome.configuration, outcome.actions, outcome.taken, refused)


class _Questioner:
    """Answers the guards of a step, first from what was said already; keeps which were asked."""

    def __init__(self, chart: Compiled, context: Any, answers: list[Verdict | bool]) -> None:
        self.chart, self.context, self.answers = chart, context, answers
        self.asked: list[tuple[Question, bool]] = []

    def __call__(self, arc: Arc, active: frozenset[int]) -> bool:
        question = _question(self.chart, arc.asked or (), active)
        number = len(self.asked)
        if number == len(self.answers):
            self.answers.append(said(question, question(self.context)))
        is_yes = self.answers[number] is True or isinstance(self.answers[number], Yes)
        self.asked.append((question, is_yes))
        return is_yes


def _question(chart: Compiled, asked: Program, active: frozenset[int]) -> Question:
    """The guard as a function of the context alone."""
    if len(asked) == 1 and asked[0][0] == "ask":
        question: Question = asked[0][1]
        return question
    return partial(verdict, asked, active, chart.index)


def _work_out(
    chart: Chart, configuration: Configuration, event: str | None, context: Any, answers: list[Verdict | bool]
) -> Branch:
    """The step worked out in full, and learnt."""
    inner = chart.compiled
    ask = _Questioner(inner, context, answers)
    remembered = {inner.index[name]: inner.states_of(states) for name, states in configuration.history}
    run = Run(inner, inner.states_of(configuration.active), remembered, ask)
    run.is_over = configuration.is_over
    if event is None:
        run.begin()
    elif not run.is_over:
        run.take(event)
    outcome = Step(
        _found(chart, run),
        tuple(run.actions),
        tuple(Taken(inner.nodes[arc.source].id, arc.transition) for arc in run.taken),
    )
    told = tuple(
        (number, inner.nodes[arc.source].id, arc.transition)
        for number, arc in sorted(run.refused + run.waiting, key=_number)
    )
    if configuration.learnt is not None:
        chart.memory.grown(learn(configuration.learnt, event, ask.asked, outcome, told))
    return Branch(outcome=outcome, told=told)


def _number(refused: tuple[int, Arc]) -> int:
    return refused[0]


def _found(chart: Chart, run: Run) -> Configuration:
    inner = chart.compiled
    active = inner.ids_of(run.active)
    states = inner.ids_of(state for state in run.active if inner.nodes[state].kind in _INNERMOST)
    history = tuple((inner.nodes[number].id, inner.ids_of(run.remembered[number])) for number in sorted(run.remembered))
    return kept(chart.memory, Configuration(states, history=history, active=active, is_over=run.is_over))


def _nowhere(chart: Chart) -> Configuration:
    return kept(chart.memory, Configuration((), active=()))


def _check_event(event: object) -> None:
    if not isinstance(event, str) or not event or any(letter.isspace() for letter in event):
        message = f"an event is a name without blanks, got {str(event)[:60]!r}"
        raise ChartError([Fault("event", event, message)])
