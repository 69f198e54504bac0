"""Every shipped profile: checked key by key, defined throughout, free of what belongs to one device."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.profile.check import check
from camsim.profile.leaves import PER_CAMERA, allows, fill
from camsim.profile.load import find, load, names, shipped
from camsim.profile.model import Generation, LeafKind, Profile

FILES = sorted(path.relative_to(shipped()).as_posix() for path in shipped().glob("**/*.toml"))

ODD_IN_THE_RECORDINGS = {"Properties.API.Metadata.Version", "Properties.Geolocation.Version", "StreamCache.Size"}
"""Version numbers that real devices define as truth values, and a size that is longer than its own maximum length."""


@pytest.fixture(params=names())
def profile(request: pytest.FixtureRequest) -> Profile:
    return load(request.param)


@pytest.mark.parametrize("file", FILES)
def test_files_are_valid(file: str) -> None:
    check(tomllib.loads((shipped() / file).read_text("utf-8")), file)


def test_every_leaf_has_a_definition_that_allows_its_value(profile: Profile) -> None:
    filled = fill(profile.leaves, "B8A44F012345")
    assert not [leaf.name for leaf in filled if leaf.name not in profile.origins]
    refused = {leaf.name for leaf in filled if not allows(leaf.type, leaf.value)}
    assert refused <= ODD_IN_THE_RECORDINGS
    plain = [leaf.name for leaf in filled if leaf.level == "7707" and leaf.type.kind is LeafKind.STRING and not leaf.type.flags]
    known = ("Brand.", "BasicDeviceInfo.", "Properties.ApiDiscovery.", "Properties.Firmware.", "Properties.System.")
    assert not [name for name in plain if not name.startswith(known)], "no definition"


def test_places_are_those_that_fill_knows(profile: Profile) -> None:
    found = {name for leaf in profile.leaves for name in re.findall(r"\{([^}]*)\}", leaf.value)}
    assert found <= set(PER_CAMERA)
    assert not [leaf.name for leaf in fill(profile.leaves, "B8A44F012345") if "{" in leaf.value]


def test_nothing_of_a_real_device_is_left(profile: Profile) -> None:
    """No serial number and no public address but those that the vendor's own services have."""
    for leaf in profile.leaves:
        assert not re.search(r"(?i)\b(00408C|ACCC8E|B8A44F|E82725)[0-9A-F]{6}\b|([0-9A-F]{2}:){5}", leaf.value), leaf
        for address in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", leaf.value.replace(profile.os, "")):
            if not leaf.name.endswith(("ServerList", "LocalNetworks")):
                assert re.match(r"0\.0\.0\.0|255\.|192\.168\.|169\.254\.|239\.19[23]\.", address), leaf


def test_facts_agree_with_parameters(profile: Profile) -> None:
    values = {leaf.name: leaf.value for leaf in profile.leaves}
    assert values["Brand.ProdFullName"] == profile.title
    assert values["Properties.Firmware.Version"] == profile.os
    assert (profile.video is None) == ("Image.NbrOfConfigs" not in values)
    lists_apis = profile.generation is not Generation.A and values.get("Properties.ApiDiscovery.ApiDiscovery") == "yes"
    assert lists_apis == bool(profile.apis.discovery)
    assert (profile.generation is Generation.C) == bool(profile.apis.rest)
    assert (profile.preview_seconds == 7200) == (profile.generation is Generation.C)
    if profile.generation is Generation.C:
        assert values["Network.HTTP.AuthenticationPolicy"] == "recommended"
        assert profile.http.security_headers
    assert (profile.ptz is None) == ("PTZ.NbrOfCameras" not in values)
    if profile.ptz is None:
        return
    assert values["Properties.PTZ.DigitalPTZ"] == ("no" if profile.ptz.mechanical else "yes")
    limits = [values[f"PTZ.Limit.L1.{name}"] for name in ("MinPan", "MaxPan", "MinTilt", "MaxTilt", "MinZoom", "MaxZoom")]
    assert [float(limit) for limit in limits] == [*profile.ptz.pan, *profile.ptz.tilt, *profile.ptz.zoom]


def test_numbers_of_things_agree(profile: Profile) -> None:
    values = {leaf.name: leaf.value for leaf in profile.leaves}
    views = len({name.split(".")[1] for name in values if name.startswith("Image.I")})
    if profile.video is not None:
        assert values["Image.NbrOfConfigs"] == values["Properties.Image.NbrOfViews"] == values["Network.RTP.NbrOfRTPGroups"] == str(views)
    ports = {name.split(".")[1] for name in values if name.startswith("IOPort.I")}
    assert int(values["Input.NbrOfInputs"]) + int(values["Output.NbrOfOutputs"]) == len(ports)


def test_a_device_boots_from_it(profile: Profile) -> None:
    parameters = Device(profile, Clock(ClockMode.STEPPED)).organ(Parameters)
    listed = parameters.names()
    assert len(listed) == len(set(listed)) >= len(profile.leaves) * 0.9


def test_loading_needs_no_pydantic() -> None:
    code = "import sys; from camsim.profile.load import load; load('p3245-lve'); sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(Path(find.__code__.co_filename).parents[2])}).returncode == 0


@pytest.mark.parametrize("name", names())
def test_notes_tell_what_is_recorded(name: str) -> None:
    notes = (find(name) / "NOTES.md").read_text("utf-8")
    assert all(f"## {head}" in notes for head in ("Recorded", "From a data sheet", "Guessed"))
