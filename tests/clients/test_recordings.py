"""Recorded exchanges of real cameras, replayed by the conformance tool against cameras of the same model or generation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
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

NOT_SERVED_YET = (
    "/axis-cgi/disks/list.cgi",
    "/axis-cgi/systemlog.cgi",
    "/axis-cgi/firmwaremanagement.cgi",
    "/axis-cgi/network_settings.cgi",
    "/config/rest/",
    "/vapix/services",
)
"""Paths of APIs that come later."""

OWN = {
    "p5512": "p5512_os-5.51.7.json",
    "companion-bullet-le": "companion-bullet-le_os-9.80.2.2.json",
    "p3245-lve": "p3245-lve_os-11.11.192",
}
"""Recordings of the very model and OS version."""

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

RELATIVES = [
    ("companion-bullet-le", "p3245-lve_os-10.12.323"),
    ("companion-bullet-le", "p8815-2_os-10.12.323"),
    ("p3245-lve", "m1075-l_os-11.11.192"),
    ("q6135-le", "d2210-ve_os-12.9.57"),
    ("q6135-le", "d4200-ve_os-12.9.57"),
    ("q6135-le", "d6310_os-12.9.57"),
    ("q6135-le", "m1075-l_os-12.9.57"),
    ("q6135-le", "q1961-te_os-12.9.57"),
]
"""Recordings of other models, and the profile of the same generation that must answer in the same shape; d2210-ve_os-11.11.192 has
nothing but REST APIs that come later."""

OF_ANOTHER_MODEL = {
    "parameter_management_list_all": "the tree of a device without a picture",
    "parameter_management_list_error": "asks for the sizes of a picture of a device that has none",
    "parameter_management_list_image_resolution": "the picture sizes of another sensor",
    "parameter_management_update_network_ssh_enabled/000": "whether SSH was on before the test",
    "p3245-lve_os-10.12.323/api_discovery_1_get_api_list": "the status of an API came with OS 10",
    "p8815-2_os-10.12.323/api_discovery_1_get_api_list": "the status of an API came with OS 10",
    "d4200-ve_os-12.9.57/device_configuration_discover": "REST APIs of a strobe siren",
    "d6310_os-12.9.57/device_configuration_discover": "REST APIs of an air quality sensor",
    "m1075-l_os-12.9.57/device_configuration_discover": "REST APIs of a camera with a motion sensor",
    "q1961-te_os-12.9.57/basic_device_info": "this camera is sold in variants, that dome is not",
}
"""Exchanges whose answer is a fact of the recorded model, each with the reason."""


@pytest.fixture
def replay(recordings, threaded) -> Replay:
    """Replays a recording against a camera: `outcomes = replay("p5512", "p5512_os-5.51.7.json")`."""
    tool = Path(os.environ.get("CAMSIM_CONFORMANCE", ROOT.parent / "shared" / "tools" / "conformance"))
    if not tool.is_file():
        pytest.skip(f"no conformance tool at {tool}; set CAMSIM_CONFORMANCE")

    def run(profile: str, recording: str, tmp_path: Path, *, only: str = "*", shape: bool = False) -> list[Outcome]:
        camera = threaded(profile)
        report = tmp_path / "report.json"
        command = [sys.executable, str(tool), camera.url, str(recordings / recording), "--json", str(report), "--only", only]
        command += ["--exceptions", str(EXCEPTIONS)] + ["--shape"] * shape
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


@pytest.mark.parametrize("profile", OWN)
def test_the_recorded_model_agrees(replay, tmp_path, profile):
    outcomes = served(replay(profile, OWN[profile], tmp_path))
    assert len(outcomes) >= 4
    assert_agree(outcomes)


@pytest.mark.parametrize("profile", OWN)
def test_what_comes_later_is_a_404(replay, tmp_path, profile):
    outcomes = replay(profile, OWN[profile], tmp_path)
    for outcome in outcomes:
        if outcome not in served(outcomes):
            assert outcome.differences[0] == "status: recorded 200, got 404", outcome


@pytest.mark.parametrize(("profile", "recording", "test"), SAME_AS)
def test_exchanges_known_to_be_the_same_agree(replay, tmp_path, profile, recording, test):
    assert_agree(replay(profile, recording, tmp_path, only=test))


@pytest.mark.parametrize(("profile", "recording"), RELATIVES)
def test_relatives_answer_in_the_same_shape(replay, tmp_path, profile, recording):
    outcomes = served(replay(profile, recording, tmp_path, shape=True))
    of_ours = [outcome for outcome in outcomes if not any(part in outcome.name for part in OF_ANOTHER_MODEL)]
    assert_agree(of_ours)


def test_no_exclusion_is_without_need(replay, tmp_path):
    """An exclusion whose exchanges all agree hides nothing and goes."""
    needed: Counter[str] = Counter()
    for number, (profile, recording) in enumerate(RELATIVES):
        folder = tmp_path / str(number)
        folder.mkdir()
        for outcome in served(replay(profile, recording, folder, shape=True)):
            needed.update(part for part in OF_ANOTHER_MODEL if part in outcome.name and outcome.differences)
    assert set(needed) == set(OF_ANOTHER_MODEL)
