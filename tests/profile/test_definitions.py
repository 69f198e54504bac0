"""Definitions files: the grammar in both directions, and which pattern wins."""

import pytest

from camsim.profile.definitions import Definitions, read_definitions, read_type, resolve_type, sizes, write_type
from camsim.profile.errors import ProfileError
from camsim.profile.leaves import wild
from camsim.profile.model import LeafKind, LeafType

TYPES = [
    ("string", LeafType()),
    ("readonly const string len=80", LeafType(flags=("readonly", "const"), maxlen=80)),
    ("int", LeafType(LeafKind.INT)),
    ("int 0..100 len=3", LeafType(LeafKind.INT, min=0, max=100, maxlen=3)),
    ("int -180..0", LeafType(LeafKind.INT, min=-180, max=0)),
    ("int 1..", LeafType(LeafKind.INT, min=1)),
    ("int ..9", LeafType(LeafKind.INT, max=9)),
    ("int 0|1024-65534", LeafType(LeafKind.INT, ranges=("0", "1024-65534"))),
    ("bool", LeafType(LeafKind.BOOL, true="yes", false="no")),
    ("internal bool true/false", LeafType(LeafKind.BOOL, ("internal",), true="true", false="false")),
    ("enum 0 90", LeafType(LeafKind.ENUM, entries=(("0", None), ("90", None)))),
    (
        'nosync readonly enum no="Black & White" "a b"=Both ""=None',
        LeafType(LeafKind.ENUM, ("nosync", "readonly"), entries=(("no", "Black & White"), ("a b", "Both"), ("", "None"))),
    ),
    ("writeonly password len=64", LeafType(LeafKind.PASSWORD, ("writeonly",), maxlen=64)),
    ("ip", LeafType(LeafKind.IP)),
    ("ipList", LeafType(LeafKind.IP_LIST)),
    ("hostname", LeafType(LeafKind.HOSTNAME)),
]


@pytest.mark.parametrize(("text", "kind"), TYPES, ids=[text for text, _ in TYPES])
def test_types_in_both_directions(text: str, kind: LeafType) -> None:
    assert read_type(text) == kind
    assert write_type(kind) == text


@pytest.mark.parametrize("text", ["", "readonly", "number", "int 0...5", "string 0..5", "bool yes", "bool a/b c/d", "enum", "int len=x"])
def test_wrong_types(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_type(text)


@pytest.mark.parametrize("line", ["A.B string", "A.B 9999 string", "A.B 7707", "9A.B 7707 string", 'A.B 7707 string as "open'])
def test_a_broken_line_names_file_and_line(line: str) -> None:
    with pytest.raises(ProfileError, match=r"^d\.txt: line 1: "):
        read_definitions(line, "d.txt")


def find(text: str, name: str) -> tuple[str, str, str] | None:
    definitions = Definitions()
    definitions.add(read_definitions(text, "d.txt"))
    return definitions.find(name, wild(name))


def test_heads_patterns_and_nice_names() -> None:
    text = '# comment\n[Image.I#]\nName 7704 string\n[]\nPTZ.Cam#Port 7706 int as "Cam{#} Port"\n'
    assert find(text, "Image.I12.Name") == ("7704", "string", "")
    assert find(text, "PTZ.Cam3Port") == ("7706", "int", "Cam{#} Port")
    assert find(text, "Image.I1.Other") is None
    assert find("A.H264.X 7707 int\n", "A.H265.X") is None


def test_the_pattern_with_fewer_wildcards_wins() -> None:
    text = "S.U#.Cookie 7746 bool\nS.U0.Cookie 7746 readonly bool\nS.U#.H264 7746 int\nS.U#.H# 7746 string\n"
    assert find(text, "S.U0.Cookie") == ("7746", "readonly bool", "")
    assert find(text, "S.U1.Cookie") == ("7746", "bool", "")
    assert find(text, "S.U1.H264") == ("7746", "int", "")
    assert find(text, "S.U1.H265") == ("7746", "string", "")


def test_later_files_win() -> None:
    definitions = Definitions()
    definitions.add(read_definitions("A.B# 7707 string\n", "first"))
    definitions.add(read_definitions("A.B# 7704 int\n", "second"))
    assert definitions.find("A.B1", "A.B#") == ("7704", "int", "")


def test_sizes_by_shape() -> None:
    listed = "1920x1080,1280x960,1280x800,640x480,4CIF"
    assert sizes(listed) == (
        'enum 1280x960="1280x960 (4:3)" 640x480="640x480 (4:3)" 1920x1080="1920x1080 (16:9)" 1280x800="1280x800 (16:10)" 4CIF'
    )
    kind = resolve_type("hidden sizes P.R", {"P.R": listed})
    assert kind.flags == ("hidden",)
    assert kind.entries[0] == ("1280x960", "1280x960 (4:3)")
    with pytest.raises(ValueError, match=r"P\.X"):
        resolve_type("sizes P.X", {})
