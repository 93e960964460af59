"""A guard under which code can reach nothing but its arguments.

In a fresh interpreter, before anything of ours is imported, every way out is closed:

- an audit hook refuses files, sockets, processes and the rest of the operating system; threads are refused too;
- ``os.environ`` refuses to be read;
- every clock is replaced: the functions of ``time`` and the class methods of ``datetime``, in the C types themselves,
  so that no value changes its type under the guard. What depends on the machine's time zone counts as a clock;
- every unseeded source of randomness is replaced: ``random``, ``secrets``, ``uuid``, ``os.urandom``.

One thing stays open: an import may look around. The interpreter opens a module's file, and some dependencies read the
clock or the environment while they are being imported. So a frame of the import system lets an event pass, but only if
no code of ours runs inside that import: the first of the two on the way out of the stack decides.

A refusal is a `BaseException` and is also written down, so that code which swallows it is found out at the end. Run
as a script, it takes the job's source as JSON on standard input and leaves the job's ``result`` and all refusals on
standard output; the exit code after a refusal is 3.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime
import gc
import importlib
import json
import os
import random
import secrets
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, NoReturn

REFUSED = 3
_OURS = ("itpm", "crm_rollout", "job")
_REFUSED_EVENTS = (
    "open",
    "socket",
    "subprocess",
    "os",
    "shutil",
    "tempfile",
    "glob",
    "pathlib",
    "urllib",
    "http",
    "ftplib",
    "smtplib",
    "sqlite3",
    "mmap",
    "fcntl",
    "pty",
    "signal",
    "syslog",
    "time",
    "_thread",
    "ctypes",
    "webbrowser",
)
_READS_OF_AN_IMPORT = ("open", "os.listdir", "os.scandir", "ctypes.dlopen", "ctypes.dlsym")
_CLOCKS = (
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "thread_time",
    "thread_time_ns",
    "clock_gettime",
    "clock_gettime_ns",
    "sleep",
    "localtime",
    "ctime",
    "mktime",
)
_CLOCKS_WITHOUT_ARGUMENT = (("gmtime", 0), ("asctime", 0), ("strftime", 1))


class Refused(BaseException):
    """The guarded code reached for something outside its arguments."""


_refusals: list[str] = []


def refuse(what: str) -> NoReturn:
    _refusals.append(what)
    raise Refused(what)


def _is_import() -> bool:
    """Whether, seen from the event outwards, the import system comes before any code of ours."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] in _OURS:
            return False
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event.partition(".")[0] in _REFUSED_EVENTS and not (event in _READS_OF_AN_IMPORT and _is_import()):
        refuse(f"{event} {arguments!r:.200}")


def _guarded(name: str, real: Callable[..., Any], least: int | None = None) -> Callable[..., Any]:
    """`real`, refused outside imports; with `least`, allowed when it has more than so many arguments."""

    def guarded(*args: Any, **kwargs: Any) -> Any:
        if (least is not None and len(args) > least) or _is_import():
            return real(*args, **kwargs)
        refuse(name)

    return guarded


class _Environment(MutableMapping[Any, Any]):
    def __init__(self, real: MutableMapping[Any, Any]) -> None:
        self._real = real

    def _open(self) -> MutableMapping[Any, Any]:
        return self._real if _is_import() else refuse("os.environ")

    def __getitem__(self, key: Any) -> Any:
        return self._open()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._open()[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._open()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._open())

    def __len__(self) -> int:
        return len(self._open())


def _close_clocks() -> None:
    for name in _CLOCKS:
        if hasattr(time, name):
            setattr(time, name, _guarded(f"time.{name}", getattr(time, name)))
    for name, least in _CLOCKS_WITHOUT_ARGUMENT:
        setattr(time, name, _guarded(f"time.{name}", getattr(time, name), least))


def _close_dates() -> None:
    """Replace the class methods in the C types' own dictionaries; a subclass would change the type of every value."""
    date, moment = datetime.date, datetime.datetime
    for owner, name in (
        (date, "today"),
        (date, "fromtimestamp"),
        (moment, "now"),
        (moment, "utcnow"),
        (moment, "fromtimestamp"),
    ):
        least = 1 if name == "fromtimestamp" and owner is moment else None
        guarded = _guarded(f"datetime.{owner.__name__}.{name}", getattr(owner, name), least)
        _members(owner)[name] = staticmethod(guarded)
    aware = moment.timestamp

    def timestamp(self: datetime.datetime) -> float:
        return aware(self) if self.tzinfo is not None else refuse("datetime.datetime.timestamp in the machine's zone")

    _members(moment)["timestamp"] = timestamp
    for owner in (date, moment):
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(owner))


def _members(owner: type) -> dict[str, Any]:
    return next(found for found in gc.get_referents(owner.__dict__) if isinstance(found, dict))


def _close_randomness() -> None:
    for name in random.__all__:
        if isinstance(getattr(getattr(random, name), "__self__", None), random.Random):
            setattr(random, name, _guarded(f"random.{name}", getattr(random, name)))
    seed = random.Random.seed

    def seeded(self: random.Random, a: Any = None, version: int = 2) -> None:
        if a is None and not _is_import():
            refuse("random.Random without a seed")
        seed(self, a, version)

    random.Random.seed = seeded  # type: ignore[method-assign]  # that is the guard
    urandom = _guarded("os.urandom", os.urandom)
    for owner, name in ((os, "urandom"), (random, "_urandom")):
        setattr(owner, name, urandom)
    for module, names in ((uuid, ("uuid1", "uuid4", "getnode")), (secrets, secrets.__all__)):
        for name in names:
            if name != "compare_digest" and not isinstance(getattr(module, name), type):
                setattr(module, name, _guarded(f"{module.__name__}.{name}", getattr(module, name)))


def _close_threads() -> None:
    for name in ("_start_new_thread", "_start_joinable_thread"):
        if hasattr(threading, name):
            setattr(threading, name, _guarded(f"threading.{name}", getattr(threading, name)))


def close() -> None:
    """Close every way out of this interpreter; there is no way back."""
    _close_threads()
    _close_clocks()
    _close_dates()
    _close_randomness()
    os.environ, os.environb = _Environment(os.environ), _Environment(os.environb)  # type: ignore[assignment]  # that is the guard
    sys.addaudithook(_audit)


# --- the other side: a test asks for a guarded run -------------------------------------------------


class Outcome(NamedTuple):
    """What became of a guarded job: its ``result``, or what was refused, or how it failed."""

    result: str
    refused: tuple[str, ...]
    failure: str = ""


def run(
    job: str,
    *,
    inputs: dict[str, str] | None = None,
    path: tuple[Path, ...] = (),
    hash_seed: int = 0,
    before: tuple[str, ...] = (),
) -> Outcome:
    """Run `job` under the guard in a fresh interpreter; it finds `inputs` by name and leaves its text in ``result``.

    Modules named in `before` are imported before the guard closes: numpy sets an environment variable while it loads.
    """
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-B", str(Path(__file__).resolve())],
        input=json.dumps(
            {"job": job, "inputs": inputs or {}, "path": [str(folder) for folder in path], "before": before}
        ),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    if done.returncode not in {0, REFUSED}:
        return Outcome("", (), done.stderr)
    answer = json.loads(done.stdout)
    return Outcome(answer["result"], tuple(answer["refused"]), done.stderr)


def _main() -> int:
    request = json.loads(sys.stdin.read())
    sys.path[:1] = request["path"]  # instead of this script's folder
    names: dict[str, Any] = {"__name__": "job", "result": "", **request["inputs"]}
    code = compile(request["job"], "<job>", "exec")
    for name in request["before"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    close()
    with contextlib.suppress(Refused):
        exec(code, names)
    sys.stdout.write(json.dumps({"result": str(names["result"]), "refused": _refusals}))
    sys.stdout.flush()
    return REFUSED if _refusals else 0


if __name__ == "__main__":
    sys.exit(_main())
