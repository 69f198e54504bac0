"""SOAP envelopes: the spelling of answers and faults, and the order of the prefixes as recorded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from camsim.wire import soap
from camsim.wire.soap import Fault, Style
from camsim.wire.xml import element

ACTIONS = "http://www.axis.com/vapix/ws/action1"


def body_of(raw: bytes) -> str:
    return raw.decode().partition("<SOAP-ENV:Body>")[2].removesuffix("</SOAP-ENV:Body></SOAP-ENV:Envelope>")


def test_elements_without_content_have_both_tags_and_texts_are_escaped():
    made = element("aa:Outer", element("aa:Empty"), element("aa:Text", 'a < b & "c" \0'), element("aa:Item", Value='1 "<&\n', Name="n"))
    assert body_of(soap.envelope(made, Style.OS_12)) == (
        '<aa:Outer><aa:Empty></aa:Empty><aa:Text>a &lt; b &amp; "c" ?</aa:Text>'
        '<aa:Item Value="1 &quot;&lt;&amp;&#xA;" Name="n"></aa:Item></aa:Outer>'
    )


def test_a_fault_in_both_versions():
    fault = Fault("why", ("ter:InvalidArgVal", "ter:NoProfile"), detail=element("aa:XFault"))
    assert soap.compact(soap.fault_element(fault)) == (
        "<SOAP-ENV:Fault><SOAP-ENV:Code><SOAP-ENV:Value>SOAP-ENV:Sender</SOAP-ENV:Value><SOAP-ENV:Subcode>"
        "<SOAP-ENV:Value>ter:InvalidArgVal</SOAP-ENV:Value><SOAP-ENV:Subcode><SOAP-ENV:Value>ter:NoProfile</SOAP-ENV:Value>"
        "</SOAP-ENV:Subcode></SOAP-ENV:Subcode></SOAP-ENV:Code>"
        '<SOAP-ENV:Reason><SOAP-ENV:Text xml:lang="en">why</SOAP-ENV:Text></SOAP-ENV:Reason>'
        "<SOAP-ENV:Detail><aa:XFault></aa:XFault></SOAP-ENV:Detail></SOAP-ENV:Fault>"
    )
    assert soap.compact(soap.fault_element(fault, old=True)) == (
        "<SOAP-ENV:Fault><faultcode>ter:InvalidArgVal</faultcode><faultstring>why</faultstring>"
        "<detail><aa:XFault></aa:XFault></detail></SOAP-ENV:Fault>"
    )
    assert "<faultcode>SOAP-ENV:Client</faultcode>" in soap.compact(soap.fault_element(Fault(), old=True))


def test_a_reason_without_words_has_one_tag():
    assert '<SOAP-ENV:Reason><SOAP-ENV:Text xml:lang="en"/></SOAP-ENV:Reason>' in soap.compact(soap.fault_element(Fault()))


def test_a_request_of_either_version_with_its_headers():
    header, body = '<Id xmlns="urn:h">7</Id>', '<a:GetIt xmlns:a="urn:a"/><Second/>'
    raw = f'<x:Envelope xmlns:x="{{}}"><x:Header>{header}</x:Header><x:Body>{body}</x:Body></x:Envelope>'
    for version, old in ((soap.ENVELOPE_11, True), (soap.ENVELOPE_12, False)):
        message = soap.read(raw.format(version).encode())
        assert (message.operation, message.namespace, message.old) == ("GetIt", "urn:a", old)
        found = message.header("Id")
        assert found is not None and found.text == "7" and message.header("Other") is None


@pytest.mark.parametrize(
    ("model", "style"), [("p8815-2_os-10.12.323", Style.OS_10), ("m1075-l_os-12.9.57", Style.OS_12), ("d4200-ve_os-12.9.57", Style.OS_12)]
)
def test_envelopes_open_as_recorded(recordings: Path, model: str, style: Style):
    answers = sorted((recordings / model).glob("*1_*/*-response.txt"))
    soapy = [text for text in (path.read_text("utf-8").partition("\n\n")[2] for path in answers) if "<SOAP-ENV:Envelope" in text]
    assert len(soapy) > 20
    opening = soap.envelope(element("x"), style).decode().partition("<SOAP-ENV:Body>")[0]
    assert {text.partition("<SOAP-ENV:Body>")[0] for text in soapy} == {opening}


def test_faults_are_spelled_as_recorded(recordings: Path):
    texts = [path.read_text("utf-8") for path in sorted(recordings.glob("*/action1_*/*-response.txt"))]
    faults = [found[0] for text in texts if (found := re.search("<SOAP-ENV:Fault>.*</SOAP-ENV:Fault>", text))]
    assert len(faults) > 20
    ours = soap.compact(soap.fault_element(soap.occurrence("Conditions")))
    assert ours in faults
    assert soap.compact(soap.fault_element(Fault(detail=element("aa:ActionConfigurationNotFoundFault")))) in faults
    assert all(text.startswith("400 Bad Request\n") for text in texts if "<SOAP-ENV:Fault>" in text)
