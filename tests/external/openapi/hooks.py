"""Hooks for Schemathesis: ids that exist, and hands off the member and the token with which the run is made.

`UCHITE_KNOWN` names a JSON file: `known` gives ids for each path parameter (those of `{id}` under the collection's
name), `own` the ids that must not be touched.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import schemathesis

GIVEN = json.loads(Path(os.environ["UCHITE_KNOWN"]).read_text(encoding="utf-8"))
KNOWN: dict[str, list[int]] = GIVEN["known"]
OWN: dict[str, int] = GIVEN["own"]


def named(path: str, parameter: str) -> str:
    """`id` in `/customers/{id}` is an id of `customers`."""
    return path.strip("/").split("/")[0] if parameter == "id" else parameter


def whole(value: Any) -> Any:
    """The same JSON value with 1.0 written as 1: JSON Schema calls both an integer, readers of u64 only the second."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [whole(each) for each in value]
    if isinstance(value, dict):
        return {name: whole(each) for name, each in value.items()}
    return value


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Three of four whole numbers in a path become the id of something that exists."""
    path = case.operation.path
    for parameter, value in (case.path_parameters or {}).items():
        name = named(path, parameter)
        number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            continue
        ids = KNOWN.get(name, [])
        if ids and number % 4:
            number = ids[number % len(ids)]
        if number == OWN.get(name):
            number = 0
        case.path_parameters[parameter] = number
    if isinstance(case.body, (dict, list, float)):
        case.body = whole(case.body)
