"""How long ``import itpm`` takes, as a multiple of importing attrs and dateutil alone. Bar: at most 2.

Fresh interpreters, one statement each, in turns, so that a busy machine hits all alike; the CPU time of each (user and
system) is taken from the operating system, the median of the rounds counts, and the cost of an empty interpreter is
subtracted from both sides, because it would flatter the ratio.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

ROUNDS = 15
BAR = 2.0
STATEMENTS = {"nothing": "pass", "floor": "import attrs, dateutil", "itpm": "import itpm"}


def cpu_milliseconds(statement: str) -> float:
    """CPU time of one fresh interpreter that runs `statement` [ms]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Median CPU time of each statement [ms]; the first round only warms the caches."""
    samples: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for number in range(rounds + 1):
        for name, statement in STATEMENTS.items():
            spent = cpu_milliseconds(statement)
            if number:
                samples[name].append(spent)
    return {name: statistics.median(values) for name, values in samples.items()}


def main() -> int:
    """Print the ratio; 1 when it is above the bar."""
    cost = measure()
    floor, ours = cost["floor"] - cost["nothing"], cost["itpm"] - cost["nothing"]
    ratio = ours / floor
    print(f"empty interpreter        {cost['nothing']:7.1f} ms")
    print(f"import attrs, dateutil   {cost['floor']:7.1f} ms, net {floor:6.1f} ms")
    print(f"import itpm              {cost['itpm']:7.1f} ms, net {ours:6.1f} ms")
    print(f"ratio net {ratio:.2f} (bar {BAR:.1f}), whole processes {cost['itpm'] / cost['floor']:.2f}")
    return int(ratio > BAR)


if __name__ == "__main__":
    sys.exit(main())
