"""docs/control.md says what is so: its table equals the verbs, its examples run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from camsim.control.hand import VERBS
from tests.conftest import ROOT

FILE = ROOT / "docs" / "control.md"


def table() -> str:
    rows = ["| verb | route | what it does |", "| --- | --- | --- |"]
    for verb in VERBS.values():
        arguments = ", ".join(one.name if one.required else f"{one.name}?" for one in verb.arguments)
        rows.append(f"| `{verb.name}({arguments})` | `{verb.method} {verb.path}` | {verb.summary} |")
    return "\n".join(rows) + "\n"


def example(name: str) -> str:
    found = re.search(rf"<!-- example: {name} -->\n```\w*\n(.*?)```", FILE.read_text("utf-8"), re.S)
    assert found, f"no example {name}"
    return found[1]


def test_the_table_equals_the_verbs():
    found = re.search(r"<!-- verbs -->\n(.*?)<!-- /verbs -->", FILE.read_text("utf-8"), re.S)
    assert found and found[1] == table(), "write it anew with: python -m tests.control.test_docs"


@pytest.mark.parametrize("name", ["pytest", "events"])
def test_the_pytest_example_passes(tmp_path: Path, name: str):
    (tmp_path / "test_example.py").write_text(example(name), "utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:camsim", "-p", "camsim.pytest_plugin", "."]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_curl_examples_are_taken(camera):
    for line in example("curl").splitlines():
        words = shlex.split(line)
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        url = next(word for word in words if word.startswith("http")).replace("http://127.0.0.1:8081", camera.control_url)
        body = words[words.index("-d") + 1] if "-d" in words else None
        assert requests.request(method, url, data=body, timeout=20).ok, line


if __name__ == "__main__":
    text = FILE.read_text("utf-8")
    FILE.write_text(re.sub(r"(<!-- verbs -->\n).*?(<!-- /verbs -->)", lambda m: m[1] + table() + m[2], text, flags=re.S), "utf-8")
