"""Topic filters of MQTT, with the examples of the standard (section 4.7)."""

from __future__ import annotations

import pytest

from camsim.device.mqtt import filters


@pytest.mark.parametrize(
    ("filter_", "topic", "fits"),
    [
        ("sport/tennis/player1/#", "sport/tennis/player1", True),
        ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", True),
        ("sport/tennis/player1/#", "sport/tennis/player2", False),
        ("sport/#", "sport", True),
        ("#", "anything/at/all", True),
        ("sport/tennis/+", "sport/tennis/player1", True),
        ("sport/tennis/+", "sport/tennis/player1/ranking", False),
        ("sport/+", "sport", False),
        ("sport/+", "sport/", True),
        ("+/+", "/finance", True),
        ("/+", "/finance", True),
        ("+", "/finance", False),
        ("#", "$SYS/uptime", False),
        ("+/uptime", "$SYS/uptime", False),
        ("$SYS/#", "$SYS/uptime", True),
        ("a", "A", False),
        ("a/b", "a", False),
    ],
)
def test_what_fits(filter_, topic, fits):
    assert filters.is_valid(filter_)
    assert filters.matches(filter_, topic) is fits


@pytest.mark.parametrize("filter_", ["", "sport/tennis#", "sport/tennis/#/ranking", "sport+", "sport/+x", "#/a", "##"])
def test_what_is_no_filter(filter_):
    assert not filters.is_valid(filter_)


def test_wildcards_are_found():
    assert filters.has_wildcards("a/+") and filters.has_wildcards("#") and not filters.has_wildcards("a/b")
