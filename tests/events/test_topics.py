"""Topic expressions in every dialect that clients write, and what is no expression."""

from __future__ import annotations

import pytest

from camsim.events import topics
from camsim.events.topics import ExpressionError

PORT = "tns1:Device/tnsaxis:IO/Port"
VIRTUAL = "tns1:Device/tnsaxis:IO/VirtualInput"
RELAY = "tns1:Device/Trigger/Relay"
RECORDING = "tnsaxis:Storage/Recording"
VMD = "tnsaxis:CameraApplicationPlatform/VMD/Camera1Profile1"
ALL = (PORT, VIRTUAL, RELAY, RECORDING, VMD)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (PORT, [PORT]),
        ("tns1:Device/tnsaxis:IO/tnsaxis:Port", [PORT]),
        ("onvif:Device/axis:IO/axis:Port", [PORT]),
        ("onvif:Device/axis:IO/Port", [PORT]),
        ("Device/IO/Port", [PORT]),
        ("tns1:Device/IO/Port", [PORT]),
        ("tns1:Device/tns1:IO/Port", []),
        ("tns1:Device/tnsaxis:IO/tns1:Port", []),
        ("tns1:Device/tnsaxis:IO", []),
        ("tns1:Device/tnsaxis:IO//.", [PORT, VIRTUAL]),
        ("tns1:Device/tnsaxis:IO/Port//.", [PORT]),
        ("tns1:Device//.", [PORT, VIRTUAL, RELAY]),
        ("onvif:Device/axis:IO//.|axis:Storage//.", [PORT, VIRTUAL, RECORDING]),
        (" tns1:Device/Trigger/Relay | tnsaxis:Storage/Recording ", [RELAY, RECORDING]),
        ("axis:CameraApplicationPlatform/axis:VMD//.", [VMD]),
        ("tnsaxis:CameraApplicationPlatform/VMD/Camera1Profile1", [VMD]),
        ("tns1:Device/tnsaxis:Trigger/Relay", []),
        ("tns1:Devic//.", []),
        ("//.", list(ALL)),
    ],
)
def test_which_topics_an_expression_means(expression, wanted):
    assert [topic for topic in ALL if topics.parse(expression).matches(topic)] == wanted


def test_commas_part_alternatives_in_an_address_only():
    assert topics.parse(f"{PORT},{RELAY}", commas=True).matches(RELAY)
    with pytest.raises(ExpressionError):
        topics.parse(f"{PORT},{RELAY}")


def test_prefixes_of_a_document_count():
    declared = {"a": topics.AXIS, "o": topics.ONVIF, "tns1": topics.AXIS}
    assert topics.parse("o:Device/a:IO/Port", prefixes=declared).matches(PORT)
    assert not topics.parse(PORT, prefixes=declared).matches(PORT)


@pytest.mark.parametrize(
    "expression",
    [
        *("", "|", f"{PORT}|", "/tns1:Device", "tns1:Device/", "tns1:Device//IO", "foo:Device", "tns1:", "tns1:Device/*"),
        *("tns1:Device//", "tns1:A" + "/B" * 16, "A|" * 256 + "A", "A" * 8193, "tns1:Device/\x00", "tns1:a:b"),
    ],
)
def test_what_is_no_expression_is_refused(expression):
    with pytest.raises(ExpressionError):
        topics.parse(expression)
