"""The data protection impact assessment.

Source: Regulation (EU) 2016/679 (GDPR), art. 35(1), (2), (7) and (9), art. 36(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Literal

from attrs import field, frozen

from itpm.lifecycle.deliverables.workflow import Deliverable, Gap
from itpm.lifecycle.errors import DeliverableError
from itpm.model.given import several, texts

RISK_LEVELS = ("low", "medium", "high")


@frozen
class PrivacyRisk:
    """A risk to the rights and freedoms of those whose data are processed.

    Attributes:
        statement: what may happen to whom.
        measures: what is done against it.
        residual: how high it is then; empty while nobody has judged.
    """

    statement: str
    measures: tuple[str, ...] = field(default=(), converter=texts)
    residual: Literal["", "low", "medium", "high"] = field(default="", kw_only=True)


def _risks(values: Iterable[PrivacyRisk]) -> tuple[PrivacyRisk, ...]:
    return several(values, PrivacyRisk, "risks", DeliverableError)


@frozen(kw_only=True)
class PrivacyAssessment(Deliverable):
    """What the processing of personal data may do to people, and what is done against it.

    Attributes:
        is_needed: whether one is needed at all; None while that is not decided (art. 35(1)).
        because: why it is, or is not.
        processing: the operations, and what they are for (art. 35(7)(a)).
        legal_basis: on what they rest (art. 6).
        necessity: why they are necessary and proportionate (art. 35(7)(b)).
        retention: how long data are kept.
        risks: risks and measures (art. 35(7)(c) and (d)).
        officer: the data protection officer.
        advice: what the officer advised (art. 35(2)).
        views: what those concerned, or their representatives, said (art. 35(9)).
        consulted: what the supervisory authority said, where a high risk remains (art. 36(1)).
    """

    key: ClassVar[str] = "privacy_assessment"
    noun: ClassVar[str] = "the privacy assessment"
    is_reviewed_by_others: ClassVar[bool] = True

    is_needed: bool | None = None
    because: str = ""
    processing: str = ""
    legal_basis: str = ""
    necessity: str = ""
    retention: str = ""
    risks: tuple[PrivacyRisk, ...] = field(default=(), converter=_risks)
    officer: str = ""
    advice: str = ""
    views: str = ""
    consulted: str = ""

    @property
    def high_risks(self) -> tuple[str, ...]:
        """Risks that remain high whatever is done against them."""
        return tuple(risk.statement for risk in self.risks if risk.residual == "high")

    def _gaps(self, beside: Mapping[str, Deliverable]) -> Iterator[Gap]:
        if self.is_needed is None:
            yield Gap(
                "is_needed", "nobody has decided whether a privacy assessment is needed", "decide it, with the reason"
            )
        if self.is_needed is False and not self.because:
            yield Gap("because", "no reason is given why no privacy assessment is needed", "give it (art. 35(1), (3))")
        if not self.is_needed:
            return
        for name, message, remedy in _PARTS:
            if not getattr(self, name):
                yield Gap(name, message, remedy)
        if not self.risks:
            yield Gap("risks", "no risk to those concerned is named", "name what may happen to whom (art. 35(7)(c))")
        for risk in self.risks:
            yield from _risk_gaps(risk)
        if self.high_risks and not self.consulted:
            remedy = "lower the risk, or consult the supervisory authority (art. 36(1))"
            yield Gap("consulted", f"a high risk remains: {'; '.join(self.high_risks)}", remedy)

    def _measures(self, beside: Mapping[str, Deliverable]) -> Iterator[tuple[str, object]]:
        yield "is_needed", self.is_needed
        yield "high_risks", len(self.high_risks)

    def _faults(self) -> Iterator[tuple[str, object, str]]:
        for risk in self.risks:
            if risk.residual not in {"", *RISK_LEVELS}:
                yield "risks", risk.residual, f"expected low, medium or high, got {risk.residual!r}"


def _risk_gaps(risk: PrivacyRisk) -> Iterator[Gap]:
    if not risk.measures:
        yield Gap("risks.measures", f"nothing is done against: {risk.statement}", "say what is (art. 35(7)(d))")
    if not risk.residual:
        yield Gap(
            "risks.residual", f"nobody says how high it remains: {risk.statement}", "judge it: low, medium or high"
        )


_PARTS = (
    ("processing", "the processing is not described", "say what is done with which data, and what for (art. 35(7)(a))"),
    ("legal_basis", "the processing has no legal basis", "name it (art. 6)"),
    ("necessity", "nothing says why the processing is necessary", "say why less would not do (art. 35(7)(b))"),
    ("retention", "nothing says how long data are kept", "say it"),
    ("advice", "the data protection officer has not advised", "ask, and write the answer down (art. 35(2))"),
    ("views", "those concerned were not asked", "ask them or their representatives, or say why not (art. 35(9))"),
)
