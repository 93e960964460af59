"""How fast condition rules are: 20 rules over 30 facts, against hand-written ifs and against other engines, in one run.

Ours is `RuleSet.outcomes`: the outcome of each of the twenty rules. "whole report" is `RuleSet.evaluate`, with findings, their
messages and evidence. The floor is one Python function with twenty ``if`` statements over a dict, which collects the codes
that fail: nothing that decides twenty rules one by one can be faster in Python. It knows no third value: a missing fact would
be a KeyError, where the rules say UNKNOWN. Every engine evaluates the same twenty rules over the same thirty facts, compiled
before the clock starts, and must find the same failures. Peers that are not installed are named and left out:

    pip install cel-python rule-engine panzi-json-logic

`json-logic-qubit` brings the same import name as `panzi-json-logic`; the one that is installed is measured.
"""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from support.floor import in_turns

from itpm.rules import F, Facts, Outcome, P, RulePack, RuleSet, compile_rules, condition_rule

FACTS: dict[str, Any] = {f"n.f{number}": (number * 7) % 20 for number in range(18)}
FACTS |= {f"t.f{number}": ("build", "design", "rollout", "closure")[number % 4] for number in range(6)}
FACTS |= {f"b.f{number}": number % 3 != 0 for number in range(6)}

Case = tuple[Any, str, str, Any]


def _n(number: int) -> F:
    return F(f"n.f{number}")


def _cases() -> list[Case]:
    """Each rule four times: ours, as Python, as the languages of cel and rule-engine (which agree here), as JsonLogic."""
    cases: list[Case] = []
    for k in range(5):
        a, b, c = 3 * k, 3 * k + 1, 3 * k + 2
        flag, text = k, k % 6
        cases += [
            (
                _n(a) <= 16,
                f"f['n.f{a}'] <= 16",
                f"n_f{a} <= 16",
                {"<=": [{"var": f"n_f{a}"}, 16]},
            ),
            (
                (F(f"t.f{text}") == "build") | (_n(b) > 3),
                f"f['t.f{text}'] == 'build' or f['n.f{b}'] > 3",
                f't_f{text} == "build" {{or}} n_f{b} > 3',
                {"or": [{"==": [{"var": f"t_f{text}"}, "build"]}, {">": [{"var": f"n_f{b}"}, 3]}]},
            ),
            (
                F(f"t.f{text}").is_in("build", "design", "rollout"),
                f"f['t.f{text}'] in ('build', 'design', 'rollout')",
                f't_f{text} in ["build", "design", "rollout"]',
                {"in": [{"var": f"t_f{text}"}, ["build", "design", "rollout"]]},
            ),
            (
                (_n(c) >= P("least")) & F(f"b.f{flag}") & (_n(a) < 20),
                f"f['n.f{c}'] >= 0 and f['b.f{flag}'] and f['n.f{a}'] < 20",
                f"n_f{c} >= 0 {{and}} b_f{flag} {{and}} n_f{a} < 20",
                {
                    "and": [
                        {">=": [{"var": f"n_f{c}"}, 0]},
                        {"var": f"b_f{flag}"},
                        {"<": [{"var": f"n_f{a}"}, 20]},
                    ]
                },
            ),
        ]
    return cases


def _floor(cases: list[Case]) -> Callable[[], list[str]]:
    """Twenty ifs, as somebody would write them."""
    body = "\n".join(
        f"    if not ({python}):\n        failed.append('RUL{number:03}')"
        for number, (_, python, *_) in enumerate(cases)
    )
    namespace: dict[str, Any] = {}
    exec(f"def check(f):\n    failed = []\n{body}\n    return failed\n", namespace)
    return lambda: namespace["check"](FACTS)


def _ours(cases: list[Case]) -> RuleSet:
    rules = [
        condition_rule(f"RUL{number:03}", "holds", require=ours, params={"least": 0} if ours.params else {})
        for number, (ours, *_) in enumerate(cases)
    ]
    return compile_rules(RulePack("benchmark", prefix="RUL", version="1", rules=rules))


def _failing(rules: RuleSet) -> list[str]:
    return [code for code, outcome in rules.outcomes(FACTS).items() if outcome is Outcome.FAIL]


def _flat() -> dict[str, Any]:
    return {name.replace(".", "_"): value for name, value in FACTS.items()}


def _cel(cases: list[Case]) -> Callable[[], list[str]]:
    celpy = import_module("celpy")
    environment = celpy.Environment()
    programs = [
        (f"RUL{number:03}", environment.program(environment.compile(text.replace("{or}", "||").replace("{and}", "&&"))))
        for number, (_, _, text, _) in enumerate(cases)
    ]
    context = import_module("celpy.adapter").json_to_cel(_flat())
    return lambda: [code for code, program in programs if not program.evaluate(context)]


def _rule_engine(cases: list[Case]) -> Callable[[], list[str]]:
    rule_engine = import_module("rule_engine")
    rules = [
        (f"RUL{number:03}", rule_engine.Rule(text.replace("{or}", "or").replace("{and}", "and")))
        for number, (_, _, text, _) in enumerate(cases)
    ]
    flat = _flat()
    return lambda: [code for code, rule in rules if not rule.matches(flat)]


def _json_logic(cases: list[Case]) -> Callable[[], list[str]]:
    json_logic = import_module("json_logic").jsonLogic
    rules = [(f"RUL{number:03}", logic) for number, (*_, logic) in enumerate(cases)]
    flat = _flat()
    return lambda: [code for code, logic in rules if not json_logic(logic, flat)]


BARS = {"cel-python": 50.0, "rule-engine": 5.0, "json-logic": 5.0}
PEERS = {"cel-python": _cel, "rule-engine": _rule_engine, "json-logic": _json_logic}
MOST_OVER_FLOOR = 12.0
TIMES = {"cel-python": 20, "rule-engine": 200, "json-logic": 200}


def _repeated(job: Callable[[], object], times: int) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            job()

    return run


def _version(name: str) -> str:
    names = ("panzi-json-logic", "json-logic-qubit") if name == "json-logic" else (name,)
    for one in names:
        try:
            return f"{one} {importlib.metadata.version(one)}"
        except importlib.metadata.PackageNotFoundError:
            continue
    return name


def main() -> int:
    """Measure, print, and say by the exit code whether every bar was met."""
    cases = _cases()
    floor, ours = _floor(cases), _ours(cases)
    expected = floor()
    if _failing(ours) != expected:
        print(f"itpm finds {_failing(ours)}, not {expected}")
        return 1
    jobs: dict[str, tuple[Callable[[], object], int]] = {
        "floor": (floor, 20_000),
        "itpm": (lambda: ours.outcomes(FACTS), 5_000),
    }
    report = Facts.of(FACTS, as_of="2026-02-02")
    for name, make in PEERS.items():
        try:
            jobs[name] = (make(cases), TIMES[name])
        except ImportError:
            print(f"{name} is not installed: not measured")
    for name, (job, _) in jobs.items():
        if name != "itpm" and job() != expected:
            print(f"{name} finds {job()}, not {expected}")
            return 1
    jobs["itpm, whole report"] = (lambda: ours.evaluate(report), 500)
    taken = in_turns({name: _repeated(job, times) for name, (job, times) in jobs.items()})
    each = {name: taken[name] / times for name, (_, times) in jobs.items()}
    print(f"{len(cases)} rules over {len(FACTS)} facts, {len(expected)} fail")
    failed = 0
    for name, seconds in each.items():
        ratio = seconds / each["itpm"]
        met = name not in BARS or ratio >= BARS[name]
        failed |= not met
        bar = f", bar {BARS[name]:.0f}: {'met' if met else 'MISSED'}" if name in BARS else ""
        print(f"  {_version(name):24s} {seconds * 1e6:9.1f} us a pack  {ratio:8.2f} x itpm{bar}")
    over = each["itpm"] / each["floor"]
    print(
        f"  itpm takes {over:.1f} x the floor, bar {MOST_OVER_FLOOR:.0f}: {'met' if over <= MOST_OVER_FLOOR else 'MISSED'}"
    )
    return int(failed or over > MOST_OVER_FLOOR)


if __name__ == "__main__":
    sys.exit(main())
