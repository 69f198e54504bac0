"""Event service: the declared events against the recorded ones of kin, and virtual inputs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.events import catalogue
from tests.apis.soap_client import SoapClient, spelled, text

KIN = ("p8815-2_os-10.12.323", "m1075-l_os-12.9.57", "d4200-ve_os-12.9.57")
OF_ONE_MODEL = {"tns1:Device/Trigger/Relay", "tns1:Device/Trigger/DigitalInput"}
"""Topics whose flag for applications differs from one recorded device to the next."""
INSTANCE = spelled("aev:MessageInstance")


def topics(node: Element, path: str = "") -> Iterator[tuple[str, Element]]:
    """Paths, with namespaces, of the topics below a node."""
    for child in node:
        if child.tag == INSTANCE:
            yield path, node
        else:
            yield from topics(child, f"{path}/{child.tag}")


def shape(topic: Element) -> tuple[object, ...]:
    """A topic's own attributes and its items without their values; devices list the items in any order."""
    items = [
        (part.tag, tuple(sorted(item.attrib.items())), bool(len(item)) and part.tag == spelled("aev:DataInstance"))
        for instance in topic.findall(INSTANCE)
        for part in instance
        for item in part
    ]
    return dict(topic.attrib), [dict(instance.attrib) for instance in topic.findall(INSTANCE)], sorted(items)


def recorded(recordings: Path) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for name in KIN:
        raw = (recordings / name / "event1_get_event_instances" / "000-response.txt").read_text("utf-8").partition("\n\n")[2]
        root = ElementTree.fromstring(raw).find(f".//{spelled('wstop:TopicSet')}")
        for path, topic in topics(root):
            found.setdefault(path, []).append(topic)
    return found


async def test_topics_that_kin_have_are_declared_as_there(start, client, recordings, capsys):
    camera = await start()
    ours = dict(topics((await SoapClient(client(camera)).call("aev:GetEventInstances"))[0]))
    theirs = recorded(recordings)
    common = set(ours) & set(theirs)
    differing = [path for path in common if shape(ours[path]) not in [shape(topic) for topic in theirs[path]]]
    with capsys.disabled():
        print(f"\n{len(common)} of {len(theirs)} recorded topics, {len(ours) - len(common)} topics that no recording has")
    flagged = {path for path in differing if any(path.endswith(name.rpartition("/")[2]) for name in OF_ONE_MODEL)}
    assert len(common) >= 8 and not set(differing) - flagged, differing


async def test_every_topic_of_the_catalogue_is_told_with_its_values(start, client):
    camera = await start("q6135-le")
    ours = dict(topics((await SoapClient(client(camera)).call("aev:GetEventInstances"))[0]))
    known = catalogue.topics(camera.device)
    assert len(ours) == len(known)
    port = next(topic for path, topic in ours.items() if path.endswith("/VirtualInput"))
    values = [value.text for value in port.iter(spelled("aev:Value"))]
    assert values == [str(number) for number in range(1, camera.device.organ(VirtualInputs).count + 1)]


def request(port: object, active: object) -> str:
    return f"<aev:port>{port}</aev:port><aev:active>{active}</aev:active>"


async def test_virtual_inputs_are_switched(start, client):
    camera = await start()
    soap, inputs = SoapClient(client(camera)), camera.device.organ(VirtualInputs)
    for active, changed in ((1, "true"), ("true", "false"), (0, "true"), ("false", "false")):
        found = await soap.call("aev:ChangeVirtualInputState", request(3, active))
        assert text(found, "aev:stateChanged") == changed
        assert inputs.active(3) is (active in (1, "true"))


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (request(0, 1), "ter:InvalidArgVal"),
        (request(65, 1), "ter:InvalidArgVal"),
        (request("x", 1), "ter:InvalidArgs"),
        (request(1, "perhaps"), "ter:InvalidArgs"),
        ("<aev:port>1</aev:port>", "ter:InvalidArgs"),
    ],
)
async def test_bad_requests_switch_nothing(start, client, inside, code):
    camera = await start()
    codes, _, _ = await SoapClient(client(camera)).fault("aev:ChangeVirtualInputState", inside)
    assert codes == ["SOAP-ENV:Sender", code]
    assert not camera.device.organ(VirtualInputs).state.active
