"""Every public value of the library is in documents, or left out for a reason; the published schema is the code's."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import attrs
import jsonschema  # type: ignore[import-untyped]  # ships no types

import itpm
from itpm.interop.json_packages import NOT_WRITTEN, PACKAGES
from itpm.interop.json_schema import json_schema
from itpm.interop.json_types import FORMAT, value_kinds
from tools.json_schema import FOLDER, schema_text


def public_values() -> Iterator[tuple[str, str, Any]]:
    """Package, name and class of every value that a package of the library has in public."""
    for found in pkgutil.walk_packages(itpm.__path__, "itpm."):
        if found.ispkg:
            package = importlib.import_module(found.name)
            for name in getattr(package, "__all__", ()):
                value = getattr(package, name)
                if isinstance(value, type) and (attrs.has(value) or issubclass(value, Enum)):
                    yield found.name, name, value


def test_every_public_value_is_written_or_left_out_for_a_reason() -> None:
    written = set(value_kinds().values())
    places: dict[Any, list[str]] = {}
    for package, name, value in public_values():
        if value not in written:
            places.setdefault(value, []).append(f"{package}.{name}")
    missing = [
        names[0]
        for names in places.values()
        if not any(name in NOT_WRITTEN for name in names)
        and not all(name.rpartition(".")[0] in NOT_WRITTEN for name in names)
    ]
    assert missing == [], "list the package, or the value with its reason, in src/itpm/interop/json_packages.py"


def test_what_is_left_out_is_still_there_and_no_package_is_in_both_lists() -> None:
    named = {f"{package}.{name}": value for package, name, value in public_values()}
    packages = {name.rpartition(".")[0] for name in named}
    values = {name for name in NOT_WRITTEN if name.rpartition(".")[2][0].isupper()}
    assert sorted(values - named.keys()) == []
    assert sorted(name for name in packages if name in NOT_WRITTEN and name.removeprefix("itpm.") in PACKAGES) == []


def test_two_values_never_have_one_name() -> None:
    kinds = value_kinds()
    assert len(set(map(id, kinds.values()))) == len(kinds)


def test_nothing_outside_the_model_is_derived_from_its_values() -> None:
    kinds = value_kinds().values()
    of_model = [kind for kind in kinds if attrs.has(kind) and kind.__module__.startswith("itpm.model.")]
    others = [kind for kind in kinds if not kind.__module__.startswith("itpm.model.")]
    assert [(one, kind) for one in others for kind in of_model if issubclass(one, kind)] == []


def test_the_published_schema_is_that_of_the_code() -> None:
    file = FOLDER / f"itpm-{FORMAT}.json"
    assert file.read_text(encoding="utf-8") == schema_text(), "run python tools/json_schema.py"


def test_the_published_schema_is_one_and_refuses_other_versions() -> None:
    published = json.loads((Path(FOLDER) / f"itpm-{FORMAT}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    validator = jsonschema.Draft202012Validator(published)
    assert validator.is_valid(
        json.loads(itpm.to_json(itpm.Plan("p", start="2026-01-05", tasks=[itpm.Task("a", "1d")])))
    )
    assert not validator.is_valid(
        {"itpm": FORMAT + 1, "type": "Plan", "value": {"name": "p", "start": "2026-01-05", "tasks": []}}
    )
    assert not validator.is_valid({"itpm": FORMAT, "type": "Plan", "value": {"nmae": "p"}})
    assert published == json_schema()
