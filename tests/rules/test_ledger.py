"""The ledger of the vendor's APIs, where it is present: every row that most clients touch is served by a shipped profile.

`CAMSIM_LEDGER=apis.toml python -m pytest -s tests/rules/test_ledger.py` prints each row: served, partly (with what is left out) or missing.
"""

from __future__ import annotations

import fnmatch
import functools
import itertools
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from camsim.apis import APIS
from camsim.contract.api import Api
from camsim.contract.registry import Registry
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.events import catalogue
from camsim.profile import load as profiles
from camsim.server.rtsp import presentation
from camsim.wire.soap import NAMESPACES
from tests.conftest import ROOT

COMMON = 2
"""Rows of this priority or a higher one must be served."""
SHOWN_BY = {
    "HTTP status codes": "tests/server/test_pages.py",
    "Authentication": "tests/server/test_auth.py",
    "User access rights": "tests/rules/test_access.py",
    "Percent encoding": "tests/server/test_hostile_arguments.py",
    "Unknown arguments are ignored": "tests/rules/test_cgi_calls.py",
    "Parameter value convention": "tests/apis/test_parameter_management.py",
    "CGI style conventions": "tests/server/test_dialects.py",
    "API versioning": "tests/rules/test_json_calls.py",
    "JSON and simplified key-value requests": "tests/apis/test_call_service.py",
    "XML schemas and schema versions": "tests/apis/test_virtual_input.py",
    "Feature discovery": "tests/apis/test_api_discovery.py",
}
"""Conventions, which are no endpoints: the tests that show them."""


def ledger() -> Path:
    """The ledger's file; skips where there is none."""
    file = Path(os.environ.get("CAMSIM_LEDGER", ROOT.parent / "shared" / "vapix" / "apis.toml"))
    if not file.is_file():
        pytest.skip(f"no ledger at {file}; set CAMSIM_LEDGER")
    return file


@functools.cache
def shipped() -> tuple[Registry, ...]:
    """The registry of every model on every OS version that is shipped."""
    return tuple(Registry(APIS, profiles.load(name, os)) for name in profiles.names() for os in profiles.versions(name))


@functools.cache
def topics() -> frozenset[str]:
    """Paths of the events that any model declares."""
    return frozenset(topic.path for registry in shipped() for topic in catalogue.topics(Device(registry.profile, Clock(ClockMode.STEPPED))))


def spread(text: str) -> list[str]:
    """`a/{b,c}.cgi` -> `a/b.cgi`, `a/c.cgi`"""
    match = re.search(r"\{([^}]*)\}", text)
    if match is None:
        return [text]
    return [one for word in match[1].split(",") for one in spread(text[: match.start()] + word + text[match.end() :])]


def serving(endpoint: str) -> list[Api] | None:
    """The APIs that serve an endpoint of the ledger, which may be none; None: nobody does."""
    transport, _, rest = endpoint.partition(" ")
    if transport in ("TCP", "UDP", "action"):
        return []
    if transport == "event":
        return [] if any(topic.endswith(re.split(r"[/:]", rest)[-1]) for topic in topics()) else None
    path, _, query = next((word for word in endpoint.split() if word.startswith("/")), "").partition("?")
    if transport == "RTSP":
        return [] if path in Path(presentation.__file__).read_text("utf-8") else None
    if path == "/axis-cgi/param.cgi" and (match := re.search(r"group=([\w.]+)|&(\w+)\.", query)):
        group = match[1] or match[2]
        return [] if any(leaf.name.startswith(group) for registry in shipped() for leaf in registry.profile.leaves) else None
    found: dict[str, Api] = {}
    named = re.findall(r"\((.*)\)", rest)
    for registry in shipped():
        for known, route in registry.surface.items():
            if fnmatch.fnmatch(known, path):
                spaces = {NAMESPACES.get(one.strip(), "") for one in named[0].split(",")} if named and path.endswith("services") else None
                for one in route.endpoints:
                    if spaces is None or one.namespace in spaces or named[0] in one.namespace:
                        found[one.api.title] = one.api
    return list(found.values()) or None


def state(row: dict[str, Any]) -> tuple[str, list[str]]:
    """`served`, `partly` or `missing`, with what is left out or missing."""
    if row["name"] in SHOWN_BY:
        test = SHOWN_BY[row["name"]]
        return ("served", []) if (ROOT / test).is_file() else ("missing", [test])
    wanted = list(itertools.chain.from_iterable(spread(endpoint) for endpoint in row["endpoints"]))
    found = {endpoint: serving(endpoint) for endpoint in wanted}
    if missing := [endpoint for endpoint, apis in found.items() if apis is None]:
        return "missing", missing
    omits = sorted({text for apis in found.values() for api in apis or () for text in api.omits})
    return ("partly", omits) if omits else ("served", [])


def test_every_row_that_most_clients_touch_is_served():
    rows = tomllib.loads(ledger().read_text("utf-8"))["api"]
    states = {row["name"]: (row["priority"], *state(row)) for row in rows if row["endpoints"] or row["name"] in SHOWN_BY}
    for name, (priority, told, parts) in sorted(states.items(), key=lambda one: (one[1][0], one[0])):
        print(f"{priority} {told:8} {name}" + (f": {'; '.join(parts)}" if parts else ""))
    common = {name: parts for name, (priority, told, parts) in states.items() if priority <= COMMON and told == "missing"}
    assert sum(priority <= COMMON for priority, *_ in states.values()) > 50
    assert not common
