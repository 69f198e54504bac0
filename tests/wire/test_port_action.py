"""The `action` argument of the I/O CGIs, both ways of writing it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.wire import port_action


@pytest.mark.parametrize(
    ("text", "port", "steps"),
    [
        ("1:/", 1, [(True, 0)]),
        ("2:\\", 2, [(False, 0)]),
        ("1:/300\\", 1, [(True, 300), (False, 0)]),
        ("1:/300\\500/300\\", 1, [(True, 300), (False, 500), (True, 300), (False, 0)]),
        ("1:/300\\500", 1, [(True, 300), (False, 500)]),
        (":/", None, [(True, 0)]),
        ("0012:/", 12, [(True, 0)]),
    ],
)
def test_actions(text: str, port: int | None, steps: list[tuple[bool, int]]):
    assert port_action.parse(text) == (port, steps)


def test_without_a_colon_as_old_cgis_take_it():
    assert port_action.parse("1/", colon=False) == (1, [(True, 0)])
    with pytest.raises(ValueError):
        port_action.parse("1/")


@pytest.mark.parametrize("text", ["", "1", "1:", "1:x", "x:/", "1:/ ", "1:300", "-1:/", "1:/-5\\", "1:/9999999999\\", "12345:/", "1:/\n"])
def test_what_is_no_action(text: str):
    with pytest.raises(ValueError):
        port_action.parse(text)


@given(text=st.text("0123456789:/\\ \n", max_size=40))
def test_nothing_else_is_raised(text: str):
    try:
        port_action.parse(text)
    except ValueError:
        pass
