"""NAL units cut out of streams."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp.nal import nal_units


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", []),
        ("00000001", []),
        ("000001", []),
        ("6742", []),
        ("000001 67", ["67"]),
        ("00000001 67 000001 68ce", ["67", "68ce"]),
        ("00 00000001 67 00000001 68ce 0000", ["67", "68ce"]),
        ("000001 000001 67", ["67"]),
        ("000001 67 000003 01", ["6700000301"]),
        ("ffff 000001 67", ["67"]),
    ],
)
def test_start_codes(data, expected):
    assert [bytes(unit).hex() for unit in nal_units(bytes.fromhex(data))] == expected


@pytest.mark.parametrize(
    ("data", "size", "expected"),
    [
        ("", 4, []),
        ("00000001 67 00000002 68ce", 4, ["67", "68ce"]),
        ("0001 67 0000 0002 68ce", 2, ["67", "68ce"]),
        ("01 67", 1, ["67"]),
    ],
)
def test_lengths(data, size, expected):
    assert [bytes(unit).hex() for unit in nal_units(bytes.fromhex(data), size)] == expected


@pytest.mark.parametrize("data", ["00000002 67", "0000", "00000001 67 ff"])
def test_lengths_beyond_the_end(data):
    with pytest.raises(ValueError, match="longer than"):
        nal_units(bytes.fromhex(data), 4)


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=30).map(lambda raw: raw.replace(b"\0", b"\1")), max_size=9), st.booleans())
def test_any_units_come_back(units, long):
    data = b"".join((b"\0\0\0\1" if long else b"\0\0\1") + unit for unit in units)
    assert nal_units(data) == units
    assert nal_units(b"".join(len(unit).to_bytes(4, "big") + unit for unit in units), 4) == units
