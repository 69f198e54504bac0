"""XML as the CGIs write it: what goes in comes out of any parser."""

from __future__ import annotations

from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from camsim.wire import xml


def test_a_document_to_the_letter():
    root = xml.element("A", xml.element("B", "x & <y>", q='"'), xml.element("C"), xml.element("D", ""))
    assert xml.document(root) == ('<?xml version="1.0" encoding="utf-8"?>\n<A>\n\t<B q=\'"\'>x &amp; &lt;y&gt;</B>\n\t<C/>\n\t<D/>\n</A>\n')


def test_margin_and_declaration_can_be_chosen():
    assert xml.document(xml.element("A", xml.element("B")), indent="  ", declaration="<?xml?>") == "<?xml?>\n<A>\n  <B/>\n</A>\n"


def test_characters_that_xml_cannot_hold_become_question_marks():
    assert '<A b="?">?x?y?</A>' in xml.document(xml.element("A", "\0x\x1fy\ud800", b="\x08"))


@given(text=st.text(max_size=40), value=st.text(max_size=40))
def test_any_text_makes_a_document(text: str, value: str):
    found = fromstring(xml.document(xml.element("a", xml.element("b", text, c=value))).encode())
    (inner,) = found
    if text.isprintable() and value.isprintable():
        assert (inner.text or "") == text and inner.get("c") == value
