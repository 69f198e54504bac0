"""CGI arguments and paths: tables of bytes and values."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.wire import form


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("a=1", [("a", "1")]),
        ("a=1&b=x%20y", [("a", "1"), ("b", "x y")]),
        ("a=x+y", [("a", "x y")]),
        ("a=%2B", [("a", "+")]),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=b", [("", "b")]),
        ("a=b=c", [("a", "b=c")]),
        ("&&a=1&", [("a", "1")]),
        ("a=1&a=2", [("a", "1"), ("a", "2")]),
        ("a=1;b=2", [("a", "1;b=2")]),
        ("root.A.B=%E9", [("root.A.B", "é")]),
        ("a=é%20é", [("a", "é é")]),
        ("%61%3D=1", [("a=", "1")]),
        ("a=%", [("a", "%")]),
        ("a=%4", [("a", "%4")]),
        ("a=%zz", [("a", "%zz")]),
        ("a=%00", [("a", "\0")]),
        ("a=%0d%0a", [("a", "\r\n")]),
    ],
)
def test_pairs(text: str, pairs: list[tuple[str, str]]):
    assert form.pairs(text) == pairs


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("/", "/"),
        ("", ""),
        ("*", "*"),
        ("//a///b", "/a/b"),
        ("/a%20b", "/a b"),
        ("/a+b", "/a+b"),
        ("/%E9", "/é"),
        ("/%c3%a9", "/Ã©"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/../../a", "/a"),
        ("/a/b/..", "/a/"),
        ("/a/.", "/a/"),
        ("/.", "/"),
        ("/..", "/"),
        ("/%2e%2e/a", "/a"),
        ("/...", "/..."),
        ("/.a/..b", "/.a/..b"),
        ("/%2f%2fa", "/a"),
        ("/a%00", "/a\0"),
    ],
)
def test_paths(raw: str, path: str):
    assert form.path(raw) == path


@given(value=st.text(st.characters(max_codepoint=255), max_size=30))
def test_what_is_encoded_comes_back(value: str):
    assert form.decode(quote_from_bytes(value.encode("latin-1"))) == value


@given(text=st.text(max_size=40))
def test_nothing_raises(text: str):
    form.pairs(text)
    once = form.path("/" + text.replace("%", ""))
    assert form.path(once) == once and "//" not in once
