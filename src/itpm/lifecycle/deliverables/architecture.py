"""The architecture review: does the design hold what is asked of it, characteristic by characteristic?

Source: ISO/IEC 25010:2023, product quality model, nine characteristics; scenarios after Bass, Clements, Kazman, Software
Architecture in Practice, 4th ed. (2021), ch. 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from attrs import field, frozen

from itpm.errors import did_you_mean
from itpm.lifecycle.deliverables.checks import ReviewFinding, finding_gaps, review_findings
from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.model.given import several, texts
from itpm.rules.wording import listed

QUALITY_CHARACTERISTICS = (
    "functional suitability",
    "performance efficiency",
    "compatibility",
    "interaction capability",
    "reliability",
    "security",
    "maintainability",
    "flexibility",
    "safety",
)
"""Of ISO/IEC 25010:2023."""


@frozen
class QualityScenario:
    """What is asked of the design by one characteristic, and whether it holds.

    Attributes:
        characteristic: one of `QUALITY_CHARACTERISTICS`.
        scenario: who does what, and what then happens, in numbers: ``"500 users search; 95 % have an answer in 2 s"``.
        holds: True or False; None while nobody has looked.
        evidence: what shows it: a prototype, a measurement, an argument.
    """

    characteristic: str
    scenario: str = ""
    holds: bool | None = field(default=None, kw_only=True)
    evidence: str = field(default="", kw_only=True)


def _scenarios(values: Iterable[QualityScenario]) -> tuple[QualityScenario, ...]:
    return several(values, QualityScenario, "scenarios", DeliverableError)


@frozen(kw_only=True)
class ArchitectureReview(Deliverable):
    """Whether the design holds what is asked of it.

    Attributes:
        scenarios: what is asked, by characteristic.
        needed: characteristics that must be looked at.
        decisions: what was decided, and why: the titles of the decision records.
        findings: what the review found.
        reviewers: who took part.
    """

    key: ClassVar[str] = "architecture_review"
    noun: ClassVar[str] = "the architecture review"
    is_reviewed_by_others: ClassVar[bool] = True

    scenarios: tuple[QualityScenario, ...] = field(default=(), converter=_scenarios)
    needed: tuple[str, ...] = field(
        default=("performance efficiency", "compatibility", "reliability", "security", "maintainability"),
        converter=texts,
    )
    decisions: tuple[str, ...] = field(default=(), converter=texts)
    findings: tuple[ReviewFinding, ...] = field(default=(), converter=review_findings)
    reviewers: tuple[str, ...] = field(default=(), converter=texts)

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if not self.reviewers:
            yield Gap("reviewers", "nobody is named who took part in the review", "say who did")
        looked = {scenario.characteristic for scenario in self.scenarios}
        missing = [name for name in self.needed if name not in looked]
        if missing:
            yield Gap("scenarios", f"nothing is asked of the design on {listed(missing)}", "write a scenario for each")
        for scenario in self.scenarios:
            yield from _scenario_gaps(scenario)
        if not self.decisions:
            yield Gap("decisions", "no decision is recorded", "record what was decided, and why")
        yield from finding_gaps(self.findings)

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "scenarios", len(self.scenarios)
        yield "open_findings", sum(not finding.is_resolved for finding in self.findings)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for name in dict.fromkeys([*self.needed, *(scenario.characteristic for scenario in self.scenarios)]):
            if name not in QUALITY_CHARACTERISTICS:
                hint = did_you_mean(name, QUALITY_CHARACTERISTICS)
                yield "scenarios", name, f"{name!r} is no quality characteristic of ISO/IEC 25010{hint}"


def _scenario_gaps(scenario: QualityScenario) -> Iterator[Gap]:
    name = f"scenarios.{scenario.characteristic}"
    said = scenario.scenario or scenario.characteristic
    if not scenario.scenario:
        yield Gap(name, f"the scenario for {scenario.characteristic} says nothing", "say who does what, in numbers")
    if scenario.holds is None:
        yield Gap(name, f"not looked at: {said}", "look, and say whether the design holds it")
    elif not scenario.holds:
        yield Gap(name, f"the design does not hold: {said}", "change the design, or agree on less")
    elif not scenario.evidence:
        yield Gap(name, f"nothing shows that the design holds: {said}", "say what shows it")
