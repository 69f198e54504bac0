"""Parameter lists and definitions against recordings of real devices: names, values, definitions and order."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.profile.definitions import write_type
from camsim.profile.leaves import fill
from camsim.profile.load import load
from camsim.profile.model import Leaf, LeafKind, LeafType
from camsim.profile.nice import nice_name

SETTINGS = Path(__file__).parents[2] / "fixtures" / "recorder-settings.txt"

OF_THE_MOMENT = re.compile(
    r"(?i)SerialNumber|MAC|MACAddress|ServerDate|ServerTime|IPAddress\d*|address|SubnetMask|Broadcast|DefaultRouter|VolatileServer|HostName"
    r"|FriendlyName|DomainName|NameServer\d*|DNSServer\d*"
)
"""Last parts of names whose values belong to one device or one network."""

STEADY = [
    (re.compile(r"\b(00408C|ACCC8E|B8A44F|E82725)[0-9A-Fa-f]{6}\b|\b0123456789AB\b"), "<serial>"),
    (re.compile(r"axis-[0-9a-f]{12}"), "<host>"),
    (re.compile(r"\b([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b"), "<mac>"),
    (re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b"), "<ip>"),
]


@dataclass
class Recording:
    """What a device told about its parameters."""

    model: str
    values: dict[str, str]
    definitions: dict[str, tuple[str, str, str]]


def whole_device(path: Path) -> Recording:
    listed, defined = {}, {}
    for exchange in json.loads(path.read_text("latin-1"))["transactions"]:
        body = (exchange["response"].get("body") or {}).get("string") or ""
        if exchange["request"]["path"] == "/axis-cgi/param.cgi?action=list":
            listed = lines(body)
        if exchange["request"]["path"].endswith("action=listdefinitions&listformat=xmlschema"):
            defined = definitions(ET.fromstring(body.strip().encode("utf-8", "replace")))
    return Recording(path.name.partition("_os")[0], listed, defined)


def lines(text: str) -> dict[str, str]:
    pairs = (line.rstrip().split("=", 1) for line in text.splitlines() if "=" in line)
    return {name.removeprefix("root."): value for name, value in pairs}


def definitions(root: ET.Element) -> dict[str, tuple[str, str, str]]:
    """Parameter name -> level, type as our text, nice name."""
    found = {}

    def walk(element: ET.Element, path: tuple[str, ...]) -> None:
        for child in element:
            tag = child.tag.rpartition("}")[2]
            here = (*path, child.get("name", ""))
            if tag == "group":
                walk(child, here)
            elif tag == "parameter":
                kind = child.find("{*}type")
                assert kind is not None
                found[".".join(here[1:])] = (child.get("securityLevel", ""), write_type(type_of(kind)), child.get("niceName", "").strip())

    walk(root, ())
    return found


def type_of(element: ET.Element) -> LeafType:
    kind = element[0]

    def number(name: str) -> int | None:
        return int(kind.attrib[name]) if name in kind.attrib else None

    entries = tuple((child.get("value", ""), child.get("niceValue")) for child in kind)
    is_enum = kind.tag.endswith("enum")
    return LeafType(
        LeafKind(kind.tag.rpartition("}")[2]),
        tuple(element.attrib),
        number("min"),
        number("max"),
        number("maxlen"),
        kind.get("true", ""),
        kind.get("false", ""),
        () if is_enum else tuple(value for value, _ in entries),
        entries if is_enum else (),
    )


def steady(text: str) -> str:
    for pattern, mark in STEADY:
        text = pattern.sub(mark, text)
    return text


@pytest.fixture(params=["p3245-lve_os-11.11.192", "companion-bullet-le_os-9.80.2.2.json", "p5512_os-5.51.7.json"])
def recorded(request: pytest.FixtureRequest, recordings: Path) -> Recording:
    path = recordings / request.param
    if not path.exists():
        pytest.skip(f"no recording {path}")
    if path.is_file():
        return whole_device(path)
    text = (path / "parameter_management_list_all" / "000-response.txt").read_text("utf-8")
    return Recording(request.param.partition("_os")[0], lines(text.partition("\n\n")[2]), {})


def settings() -> set[str]:
    names = (line.split("#")[0].strip() for line in SETTINGS.read_text("utf-8").splitlines())
    return {name.removeprefix("root.") for name in names if name}


def leaves(model: str) -> dict[str, Leaf]:
    return {leaf.name: leaf for leaf in fill(load(model).leaves, "B8A44F012345")}


def listed(model: str) -> list[str]:
    profile = load(model)
    device = Device(replace(profile, leaves=fill(profile.leaves, "B8A44F012345")), Clock(ClockMode.STEPPED))
    return device.organ(Parameters).names()


def test_names_and_order(recorded: Recording) -> None:
    ours, apart = listed(recorded.model), settings()
    wanted = [name for name in recorded.values if name not in apart]
    assert not [name for name in ours if name not in recorded.values and name not in apart], "invented"
    assert not set(wanted) - set(ours), "missing"
    assert [name for name in ours if name in recorded.values] == [name for name in recorded.values if name in set(ours)], "order"


def test_values(recorded: Recording) -> None:
    ours, apart = leaves(recorded.model), settings()
    compared = [
        name for name in recorded.values if name in ours and name not in apart and not OF_THE_MOMENT.fullmatch(name.rpartition(".")[2])
    ]
    off = [name for name in compared if steady(ours[name].value) != steady(recorded.values[name])]
    assert len(off) <= 0.02 * len(compared), off


def test_definitions(recorded: Recording) -> None:
    if not recorded.definitions:
        pytest.skip("the recording holds no definitions")
    ours = {
        name: (leaf.level, write_type(leaf.type), leaf.nice or nice_name(name.rpartition(".")[2]))
        for name, leaf in leaves(recorded.model).items()
    }
    assert not {name: (told, ours[name]) for name, told in recorded.definitions.items() if name in ours and ours[name] != told}


def test_settings_of_the_recorders_are_few(recorded: Recording) -> None:
    text = SETTINGS.read_text("utf-8")
    assert max(len(re.findall(r"^root\.", part, re.M)) for part in text.split("\n\n")) <= 40
    assert all(re.match(r"root\.\S+\s+# \S", line) for line in text.splitlines() if line and not line.startswith("#"))
