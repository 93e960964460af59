from __future__ import annotations

from itpm.findings import Explanation, Finding, Severity


def test_a_finding_is_known_by_code_and_subject_not_by_its_words():
    one = Finding(code="SCH001", subject="task:a", message="no successor")
    other = Finding(code="SCH001", subject="task:a", message="it leads nowhere", severity=Severity.MINOR)
    assert one.fingerprint == other.fingerprint == "SCH001|task:a"
    assert one != other


def test_findings_order_by_code_then_subject():
    findings = [Finding(code=code, subject=s, message="m") for code, s in [("B", "1"), ("A", "2"), ("A", "1")]]
    assert [f.fingerprint for f in sorted(findings, key=lambda f: f.sort_key)] == ["A|1", "A|2", "B|1"]


def test_lists_are_kept_as_tuples():
    finding = Finding(code="A", subject="s", message="m", missing=["x"], evidence=[("n", 1)])
    assert (finding.missing, finding.evidence) == (("x",), (("n", 1),))
    assert hash(finding)


def test_an_explanation_prints_causes_below_what_they_cause():
    leaf = Explanation("s", "because of this")
    assert str(Explanation("s", "it is so", [Explanation("s", "that", [leaf]), leaf])) == (
        "it is so\n  that\n    because of this\n  because of this"
    )


def test_a_deep_explanation_needs_no_recursion():
    explanation = Explanation("s", "0")
    for number in range(5000):
        explanation = Explanation("s", str(number), [explanation])
    assert len(explanation.lines()) == 5001
