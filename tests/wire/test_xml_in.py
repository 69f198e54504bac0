"""XML from outside: what is read, what is refused, and which prefixes an element knows."""

from __future__ import annotations

import pytest

from camsim.wire import xml_in


def test_elements_know_the_prefixes_in_their_scope():
    root = xml_in.read(b'<a xmlns="urn:d" xmlns:t="urn:t"><b xmlns:t="urn:other">t:x</b><t:c>t:x</t:c></a>')
    inner, other = root.children()
    assert (inner.resolve("t:x"), other.resolve("t:x")) == (("urn:other", "x"), ("urn:t", "x"))
    assert other.resolve("x") == ("", "x") and other.resolve("q:x") is None
    assert (xml_in.local(other), xml_in.namespace(other), xml_in.namespace(inner)) == ("c", "urn:t", "urn:d")


def test_paths_of_local_names():
    root = xml_in.read(b"<a><b><c> one </c><c>two</c></b><b/></a>")
    assert root.content("b", "c") == "one" and root.content("b", "d") is None and root.content("d", "c") is None
    assert [child.text for child in root.child("b").children("c")] == [" one ", "two"]
    assert len(list(root.children())) == 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text",
        b"<a",
        b"<a></b>",
        b"<x:a/>",
        b'<a b="1" b="2"/>',
        b"<a>\0</a>",
        b"\xff\xfe<a/>",
        b'<?xml version="1.0" encoding="nope"?><a/>',
        b'<?xml version="1.0" encoding="idna"?><a/>',
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>&unknown;</a>",
        b"<a>" * (xml_in.DEEPEST + 1) + b"</a>" * (xml_in.DEEPEST + 1),
        b"<a>" + b"<b/>" * xml_in.MOST_ELEMENTS + b"</a>",
        b"<a>" + b"".join(b'<b xmlns:p%d="u"/>' % number for number in range(xml_in.MOST_PREFIXES + 1)) + b"</a>",
    ],
    ids=lambda raw: raw[:30].decode("latin-1"),
)
def test_what_is_refused(raw: bytes):
    with pytest.raises(xml_in.BadXmlError):
        xml_in.read(raw)


def test_the_limits_are_not_off_by_one():
    depth = xml_in.DEEPEST
    assert xml_in.read(b"<a>" * depth + b"</a>" * depth).tag == "a"
    assert len(xml_in.read(b"<a>" + b"<b/>" * (xml_in.MOST_ELEMENTS - 1) + b"</a>")) == xml_in.MOST_ELEMENTS - 1
