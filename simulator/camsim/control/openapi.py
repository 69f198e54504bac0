"""The OpenAPI document of the control port, made from the table of verbs.

python -m camsim.control.openapi > docs/openapi.json
"""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any

from camsim.control.errors import BAD_VALUE, NOT_THERE, TOO_LARGE, UNAVAILABLE, WRONG_STATE
from camsim.control.hand import VERBS
from camsim.control.shapes import schema
from camsim.control.verbs import Argument, Verb
from camsim.version import VERSION

_ABOUT = "What a tester can do to a simulated camera. Bodies are JSON, whatever their type says; unknown arguments are refused."
_ERROR = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "field": {"type": "string", "description": "The argument at fault; empty where there is none."},
                "message": {"type": "string"},
            },
            "required": ["field", "message"],
        }
    },
    "required": ["error"],
}
_PROBLEMS = {
    BAD_VALUE: "An argument is missing, unknown or has a bad value.",
    NOT_THERE: "There is no such thing.",
    WRONG_STATE: "Possible, but not now or not on this device.",
    TOO_LARGE: "The body is too large.",
}


def document() -> dict[str, Any]:
    """The document, as JSON types."""
    named: dict[str, Any] = {"Error": _ERROR}
    paths: dict[str, dict[str, Any]] = {}
    for verb in VERBS.values():
        paths.setdefault(verb.path, {})[verb.method.lower()] = _operation(verb, named)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "camsim control",
            "version": VERSION,
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "http://127.0.0.1:8081"}],
        "security": [],
        "paths": paths,
        "components": {"schemas": dict(sorted(named.items()))},
    }


def text() -> str:
    """The document as it stands in `docs/openapi.json`."""
    return json.dumps(document(), indent=2) + "\n"


def _operation(verb: Verb, named: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": verb.name, "summary": verb.summary, "description": verb.description}
    elsewhere = [one for one in verb.arguments if one.name in verb.in_path or verb.in_query]
    inside = [one for one in verb.arguments if one not in elsewhere]
    if elsewhere:
        made["parameters"] = [_parameter(one, verb, named) for one in elsewhere]
    if inside:
        made["requestBody"] = {
            "required": any(one.required for one in inside),
            "content": {"application/json": {"schema": _body(verb, inside, named)}},
        }
    made["responses"] = _responses(verb, named)
    return made


def _parameter(one: Argument, verb: Verb, named: dict[str, Any]) -> dict[str, Any]:
    in_path = one.name in verb.in_path
    made: dict[str, Any] = {"name": one.name, "in": "path" if in_path else "query", "required": in_path or one.required}
    shape = _with_default(one, named)
    if shape.get("type") == "object":
        made["content"] = {"application/json": {"schema": shape}}
    else:
        made["schema"] = shape
    return made


def _body(verb: Verb, arguments: list[Argument], named: dict[str, Any]) -> dict[str, Any]:
    if verb.body:
        return schema(arguments[0].annotation, named)
    made: dict[str, Any] = {"type": "object", "properties": {one.name: _with_default(one, named) for one in arguments}}
    if required := [one.name for one in arguments if one.required]:
        made["required"] = required
    return {**made, "additionalProperties": False}


def _with_default(one: Argument, named: dict[str, Any]) -> dict[str, Any]:
    made = schema(one.annotation, named)
    if one.default not in (None, inspect.Parameter.empty):
        made["default"] = one.default
    return made


def _responses(verb: Verb, named: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if verb.answer is type(None):
        found["204"] = {"description": "Done."}
    else:
        content = {"application/json": {"schema": schema(verb.answer, named)}}
        found["201" if verb.created else "200"] = {"description": "Done.", "content": content}
        if verb.available is not None:
            found[str(UNAVAILABLE)] = {"description": "Not now.", "content": content}
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, words in _PROBLEMS.items():
        if verb.arguments or status == WRONG_STATE:
            found[str(status)] = {"description": words, "content": problem}
    return found


if __name__ == "__main__":
    sys.stdout.write(text())
