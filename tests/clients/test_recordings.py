"""Recorded exchanges of real cameras, replayed by the conformance tool against cameras of the same model or generation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

Replay = Callable[..., list["Outcome"]]


@dataclass(frozen=True)
class Outcome:
    """One replayed exchange."""

    name: str
    """recording/test/number"""
    request: str
    differences: tuple[str, ...]


EXCEPTIONS = ROOT / "fixtures" / "recorder-settings.txt"

NOT_SERVED_YET: tuple[str, ...] = ()
"""Paths of APIs that come later."""

OWN = (
    ("p5512", "5.51.7", "p5512_os-5.51.7.json"),
    ("companion-bullet-le", "9.80", "companion-bullet-le_os-9.80.2.2.json"),
    ("p3245-lve", "10.12", "p3245-lve_os-10.12.323"),
    ("p3245-lve", "11.11", "p3245-lve_os-11.11.192"),
    ("p8815-2", "10.12", "p8815-2_os-10.12.323"),
    ("m1075-l", "11.11", "m1075-l_os-11.11.192"),
    ("m1075-l", "12.9", "m1075-l_os-12.9.57"),
    ("d2210-ve", "11.11", "d2210-ve_os-11.11.192"),
    ("d2210-ve", "12.9", "d2210-ve_os-12.9.57"),
    ("d4200-ve", "12.9", "d4200-ve_os-12.9.57"),
    ("d6310", "12.9", "d6310_os-12.9.57"),
    ("q1961-te", "12.9", "q1961-te_os-12.9.57"),
)
"""Profile, beginning of its OS version, recording of the very model and version."""

DIFFERENT_MOMENT = {
    "companion-bullet-le_os-9.80.2.2/008": "the system log tells of errors that befell the recorded device alone",
    "m1075-l_os-12.9.57/network_settings_1_set_global_proxy_configuration/000": "the recorder had set proxies before",
    "d4200-ve_os-12.9.57/parameter_management_update_network_ssh_enabled/000": "the whole list of the same device has SSH off",
}
"""Exchanges that contradict another one of the same device, each with the reason."""

ACTIONS = (
    ("p8815-2", "10.12", "p8815-2_os-10.12.323", 30, 0),
    ("m1075-l", "12.9", "m1075-l_os-12.9.57", 25, 0),
    ("d4200-ve", "12.9", "d4200-ve_os-12.9.57", 30, 0),
)
"""Profile, beginning of its OS version, recording, exchanges with the action service, those of them that differ."""

SAME_AS = [
    ("p3245-lve", "d6310_os-12.9.57", "parameter_management_update_network_ssh_enabled"),
    ("p3245-lve", "m1075-l_os-11.11.192", "device_configuration_discover"),
    ("p3245-lve", "m1075-l_os-11.11.192", "system_ready_1_system_ready"),
    ("p3245-lve", "d4200-ve_os-12.9.57", "api_discovery_1_get_supported_versions"),
    ("p3245-lve", "p3245-lve_os-10.12.323", "parameter_management_list_image_resolution"),
    ("p3245-lve", "d4200-ve_os-12.9.57", "pwdgrp_*"),
    ("q6135-le", "d6310_os-12.9.57", "parameter_management_update_network_ssh_enabled"),
    ("q6135-le", "d2210-ve_os-12.9.57", "system_ready_1_system_ready"),
    ("q6135-le", "d4200-ve_os-12.9.57", "api_discovery_1_get_supported_versions"),
    ("q6135-le", "d4200-ve_os-12.9.57", "pwdgrp_*"),
    ("companion-bullet-le", "d4200-ve_os-12.9.57", "pwdgrp_*"),
]
"""Profile, recording, test: exchanges that same_as.txt shows to be byte for byte the same on devices of other models and OS versions."""


@pytest.fixture
def replay(recordings, threaded) -> Replay:
    """Replays a recording against a camera: `outcomes = replay("p5512", "p5512_os-5.51.7.json")`."""
    tool = Path(os.environ.get("CAMSIM_CONFORMANCE", ROOT.parent / "shared" / "tools" / "conformance"))
    if not tool.is_file():
        pytest.skip(f"no conformance tool at {tool}; set CAMSIM_CONFORMANCE")

    def run(profile: str, recording: str, tmp_path: Path, *, os_version: str | None = None, only: str = "*") -> list[Outcome]:
        camera = threaded(profile, os_version=os_version, serial="0123456789AB")
        report = tmp_path / "report.json"
        command = [sys.executable, str(tool), camera.url, str(recordings / recording), "--json", str(report), "--only", only]
        command += ["--exceptions", str(EXCEPTIONS)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
        assert report.is_file(), done.stdout + done.stderr
        return [Outcome(row["name"], row["request"], tuple(row["differences"])) for row in json.loads(report.read_text())]

    return run


def served(outcomes: list[Outcome]) -> list[Outcome]:
    """Those about APIs that are here."""
    return [outcome for outcome in outcomes if not any(path in outcome.request for path in NOT_SERVED_YET)]


def assert_agree(outcomes: list[Outcome]) -> None:
    """All agree; the message shows every difference."""
    off = [f"{outcome.name} {outcome.request}: {'; '.join(outcome.differences)}" for outcome in outcomes if outcome.differences]
    assert outcomes and not off, "\n".join(off)


@pytest.mark.parametrize(("profile", "os_version", "recording"), OWN)
def test_the_recorded_model_agrees(replay, tmp_path, profile, os_version, recording):
    here = served(replay(profile, recording, tmp_path, os_version=os_version))
    assert len(here) >= 4
    assert_agree([outcome for outcome in here if outcome.name not in DIFFERENT_MOMENT])
    for outcome in here:
        assert bool(outcome.differences) is (outcome.name in DIFFERENT_MOMENT), "an exclusion whose exchange agrees hides nothing and goes"


@pytest.mark.parametrize(("profile", "recording", "test"), SAME_AS)
def test_exchanges_known_to_be_the_same_agree(replay, tmp_path, profile, recording, test):
    assert_agree(replay(profile, recording, tmp_path, only=test))


@pytest.mark.parametrize(("profile", "os_version", "recording", "total", "off"), ACTIONS)
def test_the_action_service_agrees(replay, tmp_path, profile, os_version, recording, total, off):
    outcomes = replay(profile, recording, tmp_path, os_version=os_version, only="action1_*")
    assert len(outcomes) == total
    differs = [outcome for outcome in outcomes if outcome.differences]
    assert len(differs) == off, differs
