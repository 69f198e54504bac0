"""Content filters: what they take, and that hostile ones are refused cheaply."""

from __future__ import annotations

import pytest

from camsim.events import content
from camsim.events.topics import ExpressionError

PORT = 'boolean(//SimpleItem[@Name="port" and @Value="1"])'
ON = 'boolean(//SimpleItem[@Name="state" and @Value="1"])'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (PORT, ["10", "11"]),
        (f"{PORT} and {ON}", ["11"]),
        (f"{PORT} or {ON}", ["01", "10", "11"]),
        (f"not({ON})", ["00", "10"]),
        (f"{PORT} and not({ON})", ["10"]),
        (f"not ( {PORT} or {ON} )", ["00"]),
        (f"({PORT} and {ON}) or not({PORT} or {ON})", ["00", "11"]),
        (f"not({PORT}) and {ON} or {PORT} and not({ON})", ["01", "10"]),
        ("boolean(//tt:SimpleItem[@Name='port' and @Value='1'])", ["10", "11"]),
        ('boolean( // SimpleItem [ @Value = "1" ] )', ["01", "10", "11"]),
        ('boolean(//SimpleItem[@Name="port" and not(@Value="1")])', ["00", "01"]),
        ('boolean(//SimpleItem[@Name="port" and (@Value="0" or @Value="1")])', ["00", "01", "10", "11"]),
        ('boolean(//SimpleItem[@Name="port" and @Value!="1"])', ["00", "01"]),
        ('boolean(//SimpleItem[@Name="and" or @Name=")"])', []),
    ],
)
def test_which_messages_a_filter_takes(text, wanted):
    asked = content.parse(text)
    found = [port + state for port in "01" for state in "01" if asked.matches([("port", port), ("state", state)])]
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("", "port", "boolean", "boolean()", "boolean(//SimpleItem)", 'boolean(//SimpleItem[@Name="port"]', f"{PORT} {ON}"),
        *(f"{PORT} and", f"and {PORT}", "not()", "()", 'boolean(//Other[@Name="a"])', 'boolean(//SimpleItem[@Id="a"])'),
        *("boolean(//SimpleItem[@Name=port])", 'boolean(//SimpleItem[@Name="a])', "count(//SimpleItem)", "not " + PORT),
        *("boolean(//SimpleItem[1=1])", "\x00"),
    ],
)
def test_what_is_no_filter_is_refused(text):
    with pytest.raises(ExpressionError):
        content.parse(text)


def test_deep_and_long_filters_are_refused():
    assert content.parse("(" * 32 + PORT + ")" * 32).matches([("port", "1")])
    for text in ("(" * 33 + PORT + ")" * 33, "not(" * 2000 + PORT + ")" * 2000, f"{PORT} and " * 1000 + PORT):
        with pytest.raises(ExpressionError):
            content.parse(text)


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        (ON, "012"),
        (f"{PORT} and {ON}", "1"),
        (f"{PORT} or {ON}", "012"),
        (f"{PORT} and not({ON})", "1"),
        (f"not({PORT} or {ON})", "02"),
        (f"not({PORT}) and not({ON})", "02"),
        ('boolean(//SimpleItem[@Name="port" and @Value!="1"])', "02"),
        ('boolean(//SimpleItem[@Value="2"])', "012"),
        ('boolean(//SimpleItem[@Name="other" and @Value="1"])', ""),
    ],
)
def test_which_messages_a_filter_may_take_whatever_the_state_is(text, ports):
    asked = content.parse(text)
    assert "".join(port for port in "012" if asked.may_match([("port", port), ("state", None)])) == ports
