"""Values files: templates, numbers, places, and what a type allows."""

import pytest

from camsim.profile.errors import ProfileError
from camsim.profile.leaves import allows, expand, fill, numbers, read_values, resolve, wild
from camsim.profile.model import Leaf, LeafKind, LeafType

RANGES = {"views": "0..2", "none": ""}


def read(text: str) -> dict[str, str]:
    return {value.name: value.text for value in read_values(text, RANGES, "leaves.txt")}


@pytest.mark.parametrize(
    ("inside", "expected"),
    [("0..3", "0123"), ("5", "5"), ("1,3..4", "134"), ("views", "012"), ("none", "")],
)
def test_numbers(inside: str, expected: str) -> None:
    assert numbers(inside, RANGES) == list(expected)


def test_several_braces_in_a_name() -> None:
    assert [name for name, _ in expand("A{0..1}.B{1..2}", {})] == ["A0.B1", "A0.B2", "A1.B1", "A1.B2"]


def test_heads_comments_and_plain_lines() -> None:
    text = "# comment\n[Image.I{views}]\nEnabled=no\n\nAppearance.Compression=30\n[]\nBandwidth.Limit=0\n"
    assert list(read(text)) == [
        *(f"Image.I{view}.Enabled" for view in range(3)),
        *(f"Image.I{view}.Appearance.Compression" for view in range(3)),
        "Bandwidth.Limit",
    ]


def test_the_last_value_wins_in_the_first_place() -> None:
    assert list(read("A{views}.X=1\nA1.X=2\n").items()) == [("A0.X", "1"), ("A1.X", "2"), ("A2.X", "1")]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("I{views}.Name=View Area {#+1}", "I2.Name", "View Area 3"),
        ("A{1..2}.B{5..6}.Sum={#}-{##}-{##-1}", "A2.B6.Sum", "2-6-5"),
        ("Image.NbrOfConfigs={#views}", "Image.NbrOfConfigs", "3"),
        ("Url.Parameters=a=1&b={x}", "Url.Parameters", "a=1&b={x}"),
        ("Umlaut.Name=Fußgängerüberweg # 2", "Umlaut.Name", "Fußgängerüberweg # 2"),
        ("Empty.Value=", "Empty.Value", ""),
    ],
)
def test_values(line: str, name: str, value: str) -> None:
    assert read(line)[name] == value


@pytest.mark.parametrize(
    "line", ["no equals sign", "9Bad.Name=1", "A{unknown}.B=1", "A.B={#}", "A..B=1", "[Open", "A{0..1}.B={##}", "A.B={#nowhere}"]
)
def test_a_broken_line_names_file_and_line(line: str) -> None:
    with pytest.raises(ProfileError, match=r"^leaves\.txt: line 2: "):
        read(f"# first\n{line}\n")


def test_references_to_other_parameters_and_the_os() -> None:
    values = {"Brand.ProdNbr": "X1", "Vendor.Class": "AXIS,{Brand.ProdNbr},{os}", "Copy.Of": "<{Vendor.Class}>", "Keep.It": "{serial} {x}"}
    assert resolve(values, "11.0") == values | {"Vendor.Class": "AXIS,X1,11.0", "Copy.Of": "<AXIS,X1,11.0>"}


@pytest.mark.parametrize("values", [{"A.B": "{No.Such}"}, {"A.B": "{C.D}", "C.D": "{A.B}"}])
def test_unknown_and_circular_references(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"^[AC]\.[BD]: "):
        resolve(values, "1")


def test_fill() -> None:
    texts = ("AXIS {serial}", "{mac} {mac_lower}", "{hostname} {address} {other}", "x")
    leaves = tuple(Leaf(f"A.B{place}", text) for place, text in enumerate(texts))
    filled = fill(leaves, "b8a44f0a0b0c", "192.0.2.7")
    assert [leaf.value for leaf in filled] == [
        "AXIS B8A44F0A0B0C",
        "B8:A4:4F:0A:0B:0C b8:a4:4f:0a:0b:0c",
        "axis-b8a44f0a0b0c 192.0.2.7 {other}",
        "x",
    ]
    assert filled[3] is leaves[3]


def test_wild() -> None:
    assert wild("Image.I{views}.MPEG.H264.Profile") == "Image.I#.MPEG.H#.Profile"
    assert wild("PTZ.CamPorts.Cam12Port") == "PTZ.CamPorts.Cam#Port"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (LeafType(LeafKind.BOOL, true="yes", false="no"), "yes", "true"),
        (LeafType(LeafKind.INT, min=0, max=100), "100", "101"),
        (LeafType(LeafKind.INT, ranges=("0", "1024-65534")), "0", "80"),
        (LeafType(LeafKind.INT), "-5", "five"),
        (LeafType(LeafKind.ENUM, entries=(("a", None), ("b", "B"))), "b", "B"),
        (LeafType(LeafKind.STRING, maxlen=3), "abc", "abcd"),
        (LeafType(LeafKind.STRING), "a=b&c", "two\nlines"),
        (LeafType(LeafKind.IP), "192.0.2.1", "192.0.2"),
        (LeafType(LeafKind.IP), "", "::g"),
    ],
)
def test_allows(kind: LeafType, good: str, bad: str) -> None:
    assert allows(kind, good)
    assert not allows(kind, bad)
