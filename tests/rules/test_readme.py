"""The README says what is so: its tables equal the registry, its examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from camsim.apis import APIS
from camsim.contract import docs
from camsim.profile import load as profiles
from tests.conftest import ROOT

README = ROOT / "README.md"
ENDPOINTS = ROOT / "docs" / "apis.md"


def part(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README.read_text("utf-8"), re.S)
    assert found, f"README has no part {name}"
    return found[1]


def example(name: str) -> str:
    found = re.search(rf"<!-- example: {name} -->\n```\w*\n(.*?)```", README.read_text("utf-8"), re.S)
    assert found, f"README has no example {name}"
    return found[1]


def tables() -> dict[str, str]:
    return {
        "apis": docs.markdown(APIS),
        "models": docs.models(profiles.load(name) for name in profiles.names()),
    }


@pytest.mark.parametrize("name", ["apis", "models"])
def test_tables_equal_the_registry(name):
    assert part(name) == tables()[name], "write it anew with: python -m tests.rules.test_readme"


def endpoints() -> str:
    head = "# APIs\n\nEvery endpoint and the least access that it asks for; `camsim apis --profile MODEL` lists those of a model.\n\n"
    return head + docs.endpoints(APIS)


def test_the_list_of_endpoints_equals_the_registry():
    assert ENDPOINTS.read_text("utf-8") == endpoints(), "write it anew with: python -m tests.rules.test_readme"


def test_the_python_example_runs():
    done = subprocess.run([sys.executable, "-c", example("python")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Stamp(serial='B8A44F")


def test_the_pytest_example_passes(tmp_path: Path):
    (tmp_path / "test_example.py").write_text(example("pytest"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_the_container_example_names_what_the_image_has():
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    exposed = re.search(r"^EXPOSE (.*)$", dockerfile, re.M)
    assert exposed and exposed[1].split() == ["8080", "8443", "8554", "8081"]
    for port in re.findall(r"-p (\d+):\1", example("container")):
        assert port in exposed[1].split()


def write() -> None:
    text = README.read_text("utf-8")
    for name, table in tables().items():
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda found, table=table: found[1] + table + found[2], text, flags=re.S
        )
    README.write_text(text, "utf-8")
    ENDPOINTS.write_text(endpoints(), "utf-8")


if __name__ == "__main__":
    write()
