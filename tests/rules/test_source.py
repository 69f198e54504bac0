"""House rules that a reader of the source can see: docstrings, size, no model names, no wall clock, tests for every API."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from camsim.apis import APIS
from camsim.profile import load
from tests.conftest import ROOT

SOURCE = ROOT / "simulator" / "camsim"
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE = 400

CLOCK = SOURCE / "device" / "clock.py"
OWN_TIME = {SOURCE / "server" / "tls.py", SOURCE / "server" / "rtsp" / "udp.py"}
"""Real time where it belongs: the dates of a certificate, which a client compares with its own clock, and the pace of datagrams."""
WALL_CLOCK = {
    "time": {"time", "monotonic", "perf_counter", "sleep", "localtime", "time_ns", "monotonic_ns"},
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
}

NO_TEST = frozenset[str]()
"""API folders without a test of their own."""
NO_EXCHANGE = frozenset[str]()
"""API folders without a golden exchange."""


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_begins_with_one_sentence_and_stays_short(path: Path):
    text = path.read_text("utf-8")
    doc = ast.get_docstring(ast.parse(text))
    assert doc, "no docstring"
    first = doc.splitlines()[0]
    assert first.endswith((".", "?")), first
    assert len(text.splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", [path for path in FILES if path != CLOCK and path not in OWN_TIME], ids=name_of)
def test_nobody_but_the_clock_reads_real_time(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, called = ast.unparse(node.func.value).rpartition(".")[2], node.func.attr
        reads = called in WALL_CLOCK.get(owner, ()) or ((owner, called) == ("time", "gmtime") and not node.args)
        assert not reads, f"{name_of(path)}:{node.lineno} {ast.unparse(node)}"
        if (owner, called) == ("asyncio", "sleep"):
            assert ast.unparse(node.args[0]) == "0", f"{name_of(path)}:{node.lineno} sleeps in real time"


def test_no_code_names_a_model():
    names = sorted({part for profile in load.names() for part in (profile, profile.upper(), re.sub(r"-l[ev]+$", "", profile))})
    pattern = re.compile(rf"(?i)\b({'|'.join(map(re.escape, names))})\b")
    found = set()
    for path in FILES:
        tree = ast.parse(path.read_text("utf-8"))
        spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken and pattern.search(node.value):
                found.add(name_of(path))
    assert found <= {"settings.py", "cli.py"}, "a model is named elsewhere than as the default"


def _bound(api):
    """What stands for the endpoints of an API that has parameters alone."""
    patterns = (*(binding.pattern for binding in api.bindings), *api.parameters)
    return [SimpleNamespace(path=pattern.replace("#", "0")) for pattern in patterns]


def test_every_api_has_a_test():
    files = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "fixtures" / "exchanges").rglob("*.exchange")]
    tests = "\n".join(path.read_text("utf-8") for path in files)
    lacking = {api.folder for api in APIS if not any(endpoint.path in tests for endpoint in api.endpoints or _bound(api))}
    assert lacking == NO_TEST


def test_every_api_has_a_golden_exchange():
    lacking = {api.folder for api in APIS if not list((ROOT / "fixtures" / "exchanges" / api.folder).glob("*.exchange"))}
    assert lacking == NO_EXCHANGE


def test_every_golden_exchange_is_of_an_api():
    folders = {path.name for path in (ROOT / "fixtures" / "exchanges").iterdir()}
    assert folders <= {api.folder for api in APIS}
