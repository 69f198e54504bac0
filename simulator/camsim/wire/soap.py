"""SOAP envelopes as the cameras write and read them (SOAP 1.1 and 1.2; prefixes, their order and the spelling of faults as recorded)."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from camsim.wire import xml_in
from camsim.wire.xml import FORBIDDEN, element
from camsim.wire.xml_in import Node

_ONVIF = "http://www.onvif.org/"
_VAPIX = "http://www.axis.com/vapix/ws/"
_OASIS = "http://docs.oasis-open.org/"
_WSS = f"{_OASIS}wss/2004/01/oasis-200401-wss-wssecurity-"
NAMESPACES = {
    "SOAP-ENV": "http://www.w3.org/2003/05/soap-envelope",
    "SOAP-ENC": "http://www.w3.org/2003/05/soap-encoding",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "c14n": "http://www.w3.org/2001/10/xml-exc-c14n#",
    "wsu": f"{_WSS}utility-1.0.xsd",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "wsse": f"{_WSS}secext-1.0.xsd",
    "wsa5": "http://www.w3.org/2005/08/addressing",
    "xmime": "http://tempuri.org/xmime.xsd",
    "xop": "http://www.w3.org/2004/08/xop/include",
    "ns1": f"{_ONVIF}ver20/analytics/humanface",
    "ns2": f"{_ONVIF}ver20/analytics/humanbody",
    "wsrfbf": f"{_OASIS}wsrf/bf-2",
    "wstop": f"{_OASIS}wsn/t-1",
    "tt": f"{_ONVIF}ver10/schema",
    "acert": f"{_VAPIX}cert",
    "wsrfr": f"{_OASIS}wsrf/r-2",
    "aa": f"{_VAPIX}action1",
    "acertificates": f"{_VAPIX}certificates",
    "aentry": f"{_VAPIX}entry",
    "aev": f"{_VAPIX}event1",
    "aeva": f"{_VAPIX}embeddedvideoanalytics1",
    "ali1": f"{_VAPIX}light/CommonBinding",
    "ali2": f"{_VAPIX}light/IntensityBinding",
    "ali3": f"{_VAPIX}light/AngleOfIlluminationBinding",
    "ali4": f"{_VAPIX}light/DayNightSynchronizeBinding",
    "ali": f"{_VAPIX}light",
    "apc": f"{_VAPIX}panopsiscalibration1",
    "arth": f"{_VAPIX}recordedtour1",
    "asd": f"{_VAPIX}shockdetection",
    "aweb": f"{_VAPIX}webserver",
    "axhbt": f"{_VAPIX}Heartbeat",
    "tan1": f"{_ONVIF}ver20/analytics/wsdl/RuleEngineBinding",
    "tan2": f"{_ONVIF}ver20/analytics/wsdl/AnalyticsEngineBinding",
    "tan": f"{_ONVIF}ver20/analytics/wsdl",
    "tds": f"{_ONVIF}ver10/device/wsdl",
    "tev1": f"{_ONVIF}ver10/events/wsdl/NotificationProducerBinding",
    "tev2": f"{_ONVIF}ver10/events/wsdl/EventBinding",
    "tev3": f"{_ONVIF}ver10/events/wsdl/SubscriptionManagerBinding",
    "tev": f"{_ONVIF}ver10/events/wsdl",
    "tev4": f"{_ONVIF}ver10/events/wsdl/PullPointSubscriptionBinding",
    "tev5": f"{_ONVIF}ver10/events/wsdl/NotificationConsumerBinding",
    "tev6": f"{_ONVIF}ver10/events/wsdl/PullPointBinding",
    "tev7": f"{_ONVIF}ver10/events/wsdl/CreatePullPointBinding",
    "tev8": f"{_ONVIF}ver10/events/wsdl/PausableSubscriptionManagerBinding",
    "wsnt": f"{_OASIS}wsn/b-2",
    "timg": f"{_ONVIF}ver20/imaging/wsdl",
    "tmd": f"{_ONVIF}ver10/deviceIO/wsdl",
    "tptz": f"{_ONVIF}ver20/ptz/wsdl",
    "tr2": f"{_ONVIF}ver20/media/wsdl",
    "trc": f"{_ONVIF}ver10/recording/wsdl",
    "trp": f"{_ONVIF}ver10/replay/wsdl",
    "trt": f"{_ONVIF}ver10/media/wsdl",
    "tse": f"{_ONVIF}ver10/search/wsdl",
    "ter": f"{_ONVIF}ver10/error",
    "tns1": f"{_ONVIF}ver10/topics",
    "tnsaxis": "http://www.axis.com/2009/event/topics",
}
"""Prefix -> namespace, for all that a camera says. Some clients look for the prefix and not for the namespace."""

_COMMON = "SOAP-ENV SOAP-ENC xsi xsd c14n wsu ds wsse wsa5 xmime xop ns1 ns2 wsrfbf wstop tt acert wsrfr aa acertificates aentry aev aeva"
_MIDDLE = "apc arth asd aweb tan1 tan2 tan tds tev1 tev2 tev3"
_LAST = "timg tmd tptz tr2 trc trp trt tse ter tns1 tnsaxis"


class Style(StrEnum):
    """The prefixes that an envelope declares, in their order; the value lists them."""

    OLD = (
        "SOAP-ENV SOAP-ENC xsi xsd wsu wsse wsa5 xmime xop wsrfbf wstop tt wsrfr aa aentry aev tan tds tev wsnt timg tmd tptz trt "
        "ter tns1 tnsaxis"
    )
    """OS 5 and 6 (a guess)."""
    OS_10 = f"{_COMMON} ali1 ali2 ali3 ali4 ali {_MIDDLE} wsnt tev4 tev {_LAST}"
    """OS 7 to 10."""
    OS_12 = f"{_COMMON} {_MIDDLE} tev tev4 tev5 tev6 tev7 tev8 wsnt {_LAST}"
    """OS 11 and later."""


_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
ENVELOPE_11 = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE_12 = NAMESPACES["SOAP-ENV"]
_ENCODING_11 = "http://schemas.xmlsoap.org/soap/encoding/"
_OUR_HEADERS = (
    NAMESPACES["wsse"],
    NAMESPACES["wsa5"],
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://www.axis.com/2009/event",
)
"""Namespaces of header blocks that a client may insist on."""


def prefix_of(uri: str) -> str:
    """The prefix that cameras write for a namespace. Raises KeyError for one that they do not know."""
    return _PREFIXES[uri]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request failed. Names are prefixed ones; a text as detail stands in a `SOAP-ENV:Text`."""

    reason: str = ""
    subcodes: tuple[str, ...] = ()
    """`ter:InvalidArgs`, the outer one first."""
    code: str = "Sender"
    """Sender, Receiver, VersionMismatch or MustUnderstand."""
    detail: Element | str | None = None

    @property
    def status(self) -> int:
        """Of the answer over HTTP, in SOAP 1.2."""
        return 400 if self.code == "Sender" else 500


class SoapError(Exception):
    """What came is no SOAP request that anybody could answer; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it came."""

    body: Node
    """The first element of the body: the operation."""
    headers: tuple[Node, ...] = ()
    old: bool = False
    """Whether it is SOAP 1.1."""

    @property
    def operation(self) -> str:
        """The local name of the operation."""
        return xml_in.local(self.body)

    @property
    def namespace(self) -> str:
        """The namespace of the operation."""
        return xml_in.namespace(self.body)

    def header(self, name: str) -> Node | None:
        """The first header block with a local name, or None."""
        return next((block for block in self.headers if xml_in.local(block) == name), None)


def read(raw: bytes) -> Message:
    """Reads an envelope of either version. Raises SoapError."""
    try:
        root = xml_in.read(raw)
    except xml_in.BadXmlError as error:
        raise SoapError(Fault("Well-formed error", ("ter:WellFormed",), detail="Well-formedness violation")) from error
    version = xml_in.namespace(root)
    if xml_in.local(root) != "Envelope" or version not in (ENVELOPE_11, ENVELOPE_12):
        raise SoapError(Fault("Invalid SOAP message or SOAP version mismatch", code="VersionMismatch"))
    head = next((part for part in root.children("Header") if xml_in.namespace(part) == version), None)
    headers = tuple(head.children()) if head is not None else ()
    for block in headers:
        insisted = block.get(f"{{{version}}}mustUnderstand") in ("1", "true")
        if insisted and xml_in.namespace(block) not in _OUR_HEADERS:
            raise SoapError(
                Fault("The data in element " + xml_in.local(block) + " must be understood but cannot be handled", code="MustUnderstand")
            )
    parts = [part for part in root.children("Body") if xml_in.namespace(part) == version]
    body = next(parts[0].children(), None) if parts else None
    if body is None:
        raise SoapError(Fault("No tag", ("ter:Tag",), detail="No tag: no XML root element or missing SOAP message body element"))
    return Message(body, headers, old=version == ENVELOPE_11)


def envelope(body: Element, style: Style, *, headers: Iterable[Element] = (), old: bool = False) -> bytes:
    """The document around a body, on one line after its declaration."""
    written = list(headers)
    head = f"<SOAP-ENV:Header>{''.join(map(compact, written))}</SOAP-ENV:Header>" if written else ""
    text = f"{_opening(style, old)}{head}<SOAP-ENV:Body>{compact(body)}</SOAP-ENV:Body></SOAP-ENV:Envelope>"
    return text.encode("utf-8")


def compact(node: Element) -> str:
    """An element without white space; an empty one has both tags, but for a reason without words."""
    parts: list[str] = []
    _write(node, parts)
    return FORBIDDEN.sub("?", "".join(parts))


def raw(text: str) -> Element:
    """XML that is spelled already, in place of an element."""
    made = Element(_RAW)
    made.text = text
    return made


def fault_element(fault: Fault, *, old: bool = False) -> Element:
    """The `Fault` of an answer, in the words of either version."""
    detail = fault.detail
    if isinstance(detail, str):
        detail = element("SOAP-ENV:Text", detail)
    if old:
        code = {"Sender": "Client", "Receiver": "Server"}.get(fault.code, fault.code)
        made = element(
            "SOAP-ENV:Fault",
            element("faultcode", fault.subcodes[0] if fault.subcodes else f"SOAP-ENV:{code}"),
            element("faultstring", fault.reason),
        )
        if detail is not None:
            made.append(element("detail", detail))
        return made
    made = element("SOAP-ENV:Fault", _code((f"SOAP-ENV:{fault.code}", *fault.subcodes)))
    made.append(element("SOAP-ENV:Reason", element("SOAP-ENV:Text", fault.reason, **{"xml:lang": "en"})))
    if detail is not None:
        made.append(element("SOAP-ENV:Detail", detail))
    return made


def occurrence(name: str) -> Fault:
    """What is said of an element that lacks a part, or has one too many."""
    return _violation("occurrence violation", name)


def mismatch(name: str) -> Fault:
    """What is said of an element whose text is of another type."""
    return _violation("data type mismatch", name)


def _violation(what: str, name: str) -> Fault:
    return Fault("Invalid argument", ("ter:InvalidArgs",), detail=f"Validation constraint violation: {what} in element {name}")


def _code(values: tuple[str, ...], name: str = "SOAP-ENV:Code") -> Element:
    made = element(name, element("SOAP-ENV:Value", values[0]))
    if values[1:]:
        made.append(_code(values[1:], "SOAP-ENV:Subcode"))
    return made


@functools.cache
def _opening(style: Style, old: bool) -> str:
    spelled = NAMESPACES if not old else {**NAMESPACES, "SOAP-ENV": ENVELOPE_11, "SOAP-ENC": _ENCODING_11}
    declared = " ".join(f'xmlns:{prefix}="{spelled[prefix]}"' for prefix in style.split())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope {declared}>'


_IN_ATTRIBUTE = {'"': "&quot;", "\n": "&#xA;", "\r": "&#xD;", "\t": "&#x9;"}


_RAW = "#raw"


def _write(node: Element, parts: list[str]) -> None:
    if node.tag == _RAW:
        parts.append(node.text or "")
        return
    attributes = "".join(f' {name}="{escape(value, _IN_ATTRIBUTE)}"' for name, value in node.attrib.items())
    if node.tag == "SOAP-ENV:Text" and not node.text:
        parts.append(f"<{node.tag}{attributes}/>")
        return
    parts.append(f"<{node.tag}{attributes}>{escape(node.text or '', {chr(13): '&#xD;'})}")
    for child in node:
        _write(child, parts)
    parts.append(f"</{node.tag}>")
