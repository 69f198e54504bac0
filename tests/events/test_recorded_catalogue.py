"""The catalogue of each recorded model against what the real one answered: same topics, names, types and attributes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.events import catalogue
from camsim.events.topics import AXIS, ONVIF
from camsim.profile.load import load

TOPICS = "{http://docs.oasis-open.org/wsn/t-1}"
EVENTS = "{http://www.axis.com/vapix/ws/event1}"
RECORDED = {
    "m1075-l": ("m1075-l_os-12.9.57", "12.9.57"),
    "d4200-ve": ("d4200-ve_os-12.9.57", "12.9.57"),
    "p8815-2": ("p8815-2_os-10.12.323", "10.12.323"),
}
KIN = "p3245-lve"
"""A camera of which no catalogue is recorded: a fixed one as M1075-L, with casings and disks alike."""

Spelled = dict[str, Any]


def recorded(folder: Path) -> dict[str, Spelled]:
    """Topics of a recorded answer."""
    text = (folder / "event1_get_event_instances" / "000-response.txt").read_text("utf-8")
    root = ET.fromstring(text[text.index("<?xml") :].encode())
    found: dict[str, Spelled] = {}

    def walk(element: ET.Element, path: tuple[str, ...], names: tuple[str, ...]) -> None:
        for child in element:
            if child.tag.startswith(EVENTS):
                continue
            name = child.tag.replace(f"{{{ONVIF}}}", "tns1:").replace(f"{{{AXIS}}}", "tnsaxis:")
            here = (*path, name), (*names, child.get(f"{EVENTS}NiceName", ""))
            if child.get(f"{TOPICS}topic") == "true":
                message = child.find(f"{EVENTS}MessageInstance")
                found["/".join(here[0])] = {
                    "names": here[1],
                    "stateful": message is not None and message.get(f"{EVENTS}isProperty") == "true",
                    "application data": child.get("isApplicationData") == "true",
                    "client": child.get("client-event") == "true",
                    "source": items(message, "SourceInstance"),
                    "data": items(message, "DataInstance"),
                }
            walk(child, *here)

    walk(root.find(f".//{TOPICS}TopicSet"), (), ())
    return found


def items(message: ET.Element | None, part: str) -> dict[str, Spelled]:
    """Items by name, in order."""
    container = None if message is None else message.find(f"{EVENTS}{part}")
    return {
        item.get("Name"): {
            "type": item.get("Type"),
            "nice": item.get(f"{EVENTS}NiceName", ""),
            "state": item.get("isPropertyState") == "true",
            "element": item.get("onvif-element") == "true",
            "values": {value.text: value.get(f"{EVENTS}NiceName", "") for value in item},
        }
        for item in (container if container is not None else ())
    }


def ours(profile: str, os: str | None = None) -> dict[str, Spelled]:
    """Topics of a simulated device in the same form."""
    device = Device(load(profile, os), Clock(ClockMode.STEPPED))
    device.boot()

    def spelled(found: tuple[catalogue.DeclaredItem, ...]) -> dict[str, Spelled]:
        return {
            item.name: {
                "type": item.kind,
                "nice": item.nice,
                "state": item.state,
                "element": item.element,
                "values": {known.value: known.nice for known in item.values},
            }
            for item in found
        }

    return {
        topic.path: {
            "names": topic.names,
            "stateful": topic.stateful,
            "application data": topic.application_data,
            "client": topic.client,
            "source": spelled(topic.source),
            "data": spelled(topic.data),
        }
        for topic in catalogue.topics(device)
    }


@pytest.mark.parametrize("profile", RECORDED)
def test_the_catalogue_is_that_of_the_device(profile, recordings, capsys):
    folder, os = RECORDED[profile]
    real, made = recorded(recordings / folder), ours(profile, os)
    both = [path for path in real if path in made]
    with capsys.disabled():
        print(f"\n{profile} {os}: {len(both)} of {len(real)} topics; not raised: {', '.join(sorted(set(real) - set(made)))}")
    assert list(made) == list(real)
    for path in both:
        assert made[path] == real[path], path
        for part in ("source", "data"):
            assert [(name, list(item["values"])) for name, item in made[path][part].items()] == [
                (name, list(item["values"])) for name, item in real[path][part].items()
            ], path


def test_its_kin_differs_in_nothing_but_what_it_has(recordings, capsys):
    real, made = recorded(recordings / RECORDED["m1075-l"][0]), ours(KIN)
    both = [path for path in made if path in real]
    more = sorted(set(made) - set(real))
    with capsys.disabled():
        print(f"\n{KIN}: {len(both)} of {len(real)} topics of its kin; not raised: {', '.join(sorted(set(real) - set(made)))}")
        print(f"{KIN}: of its own: {', '.join(more)}")
    for path in both:
        for part in ("names", "stateful", "application data", "client"):
            assert made[path][part] == real[path][part], path
        for part in ("source", "data"):
            assert {name: {**item, "values": None} for name, item in made[path][part].items()} == {
                name: {**item, "values": None} for name, item in real[path][part].items()
            }, path
