"""The library computes from its arguments alone: the whole demo job runs where everything else is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import ROOT, purity

EXAMPLES = ROOT / "examples"
HOME = (ROOT / "src", EXAMPLES)

DEMO = """
import crm_rollout
result = crm_rollout.report(text)
"""


def demo_job() -> tuple[str, dict[str, str]]:
    """The demo's source and its input; opening a file is the example's business, so it happens before."""
    return DEMO, {"text": (EXAMPLES / "crm_rollout.xml").read_text(encoding="utf-8")}


def test_the_whole_demo_job_runs_from_its_arguments_alone() -> None:
    job, inputs = demo_job()
    outcome = purity.run(job, inputs=inputs, path=HOME)
    assert outcome.refused == (), "the library reached outside its arguments"
    assert outcome.failure == ""
    assert outcome.result


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    job, inputs = demo_job()
    results = {purity.run(job, inputs=inputs, path=HOME, hash_seed=seed).result for seed in (1, 2)}
    assert len(results) == 1


def test_every_module_is_imported_without_a_look_outside() -> None:
    packages = sorted(
        ".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for file in (ROOT / "src" / "itpm").rglob("*.py")
    )
    outcome = purity.run("\n".join(f"import {name}" for name in packages), path=HOME, before=("numpy",))
    assert outcome == purity.Outcome("", ())


IMPURE = {
    "a file is read": ("open('/etc/hostname')", "open"),
    "a file is read by its path": ("import pathlib; pathlib.Path('x').read_text()", "open"),
    "a file is written": ("open('x', 'w')", "open"),
    "a folder is listed": ("import os; os.listdir('.')", "os.listdir"),
    "a temporary file is made": ("import tempfile; tempfile.mkdtemp(dir='/tmp')", "random.Random"),
    "a file is copied": ("import shutil; shutil.copyfile('a', 'b')", "shutil.copyfile"),
    "a process is started": ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
    "a shell is started": ("import os; os.system('true')", "os.system"),
    "a socket is opened": ("import socket; socket.socket()", "socket"),
    "a host is looked up": ("import socket; socket.gethostbyname('localhost')", "socket"),
    "a page is fetched": ("import urllib.request as u; u.urlopen('http://localhost:1/')", ""),
    "the environment is read": ("import os; os.environ['PATH']", "os.environ"),
    "the environment is asked": ("import os; os.getenv('PATH')", "os.environ"),
    "the environment is written": ("import os; os.putenv('A', 'b')", "os.putenv"),
    "the clock is read": ("import time; time.time()", "time.time"),
    "the clock is imported by name": ("from time import perf_counter; perf_counter()", "time.perf_counter"),
    "time passes": ("import time; time.sleep(0)", "time.sleep"),
    "the hour is written": ("import time; time.strftime('%H')", "time.strftime"),
    "the local time zone is used": ("import time; time.localtime(0)", "time.localtime"),
    "now": ("from datetime import datetime; datetime.now()", "datetime.datetime.now"),
    "now by keyword": ("import datetime as d; d.datetime.now(tz=d.timezone.utc)", "datetime.datetime.now"),
    "utcnow": ("from datetime import datetime; datetime.utcnow()", "datetime.datetime.utcnow"),
    "today": ("from datetime import date; date.today()", "datetime.date.today"),
    "today as a moment": ("from datetime import datetime; datetime.today()", "datetime.date.today"),
    "a moment of the machine's zone": ("from datetime import datetime; datetime(2026, 1, 5).timestamp()", "timestamp"),
    "a global random number": ("import random; random.random()", "random.random"),
    "a global shuffle": ("from random import shuffle; shuffle([1, 2])", "random.shuffle"),
    "a generator without a seed": ("import random; random.Random()", "random.Random"),
    "bytes of the system": ("import os; os.urandom(1)", "os.urandom"),
    "a secret": ("import secrets; secrets.token_hex()", "secrets.token_hex"),
    "a random id": ("import uuid; uuid.uuid4()", "uuid.uuid4"),
    "a thread": ("import threading; threading.Thread(target=print).start()", "thread"),
    "a library is loaded": ("import ctypes; ctypes.CDLL(None)", "ctypes"),
    "the refusal is swallowed": ("try:\n    open('x')\nexcept BaseException:\n    pass", "open"),
}


@pytest.mark.parametrize(("job", "refused"), IMPURE.values(), ids=list(IMPURE))
def test_the_guard_refuses(job: str, refused: str) -> None:
    outcome = purity.run(job)
    assert outcome.refused, f"not refused; {outcome.failure}"
    assert outcome.refused[0].startswith(refused) or refused in outcome.refused[0]


@pytest.mark.parametrize("line", ["open('x')", "import time; time.time()", "import os; os.environ.get('A')"])
def test_the_guard_refuses_what_our_module_does_while_it_is_imported(line: str, tmp_path: Path) -> None:
    (tmp_path / "crm_rollout.py").write_text(f"{line}\n", encoding="utf-8")
    assert purity.run("import crm_rollout", path=(tmp_path,)).refused


PURE = """
import datetime, json, random, time, networkx
drawn = random.Random(7).random()
moment = datetime.datetime(2026, 1, 5, 8) + datetime.timedelta(days=1)
assert type(moment) is datetime.datetime and isinstance(moment, datetime.date)
assert datetime.datetime.fromtimestamp(0, datetime.timezone.utc).year == time.gmtime(0).tm_year == 1970
result = json.dumps([drawn, moment.isoformat(), list(networkx.DiGraph([("a", "b")]))])
"""


def test_the_guard_lets_pure_work_and_the_imports_of_dependencies_pass() -> None:
    assert purity.run(PURE) == purity.Outcome('[0.32383276483316237, "2026-01-06T08:00:00", ["a", "b"]]', ())
