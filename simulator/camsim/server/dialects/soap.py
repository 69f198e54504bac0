"""SOAP services: envelope, operation, typed arguments, faults (page slug: event-and-action-services)."""

from __future__ import annotations

import types
import typing
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from camsim.contract.api import Endpoint
from camsim.contract.call import Call, Request
from camsim.contract.errors import MissingError, UnknownMethodError
from camsim.contract.journal import ARGUMENT_LIMIT, VALUE_LIMIT
from camsim.contract.registry import Route
from camsim.contract.results import Binary, Result
from camsim.device.errors import DeviceError, NotAllowedError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.profile.model import Generation, Profile
from camsim.server.dialects import arguments
from camsim.wire import soap, xml_in
from camsim.wire.soap import Fault, Style
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

CONTENT_TYPE = "application/soap+xml; charset=utf-8"
CONTENT_TYPE_11 = "text/xml; charset=utf-8"

NOT_AUTHORIZED = Fault(
    "Sender not authorized", ("ter:NotAuthorized",), detail="The action requested requires authorization and the sender is not authorized"
)
_NOT_IMPLEMENTED = Fault("Optional action not implemented", ("ter:ActionNotSupported",), code="Receiver")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request body as far as it could be read."""

    message: soap.Message | None
    fault: Fault | None = None
    """Why it could not."""

    @classmethod
    def read(cls, request: Request) -> Envelope:
        """Parses a body, whatever its content type says; the operation's name alone counts, not the SOAPAction."""
        try:
            return cls(soap.read(request.body))
        except soap.SoapError as error:
            return cls(None, error.fault)

    @property
    def method(self) -> str:
        """The operation's name; empty where there is none."""
        return self.message.operation if self.message is not None else ""

    def endpoint(self, route: Route) -> Endpoint | None:
        """The endpoint that the message names."""
        return route.for_call(self.message.operation, self.message.namespace) if self.message is not None else None

    def arguments(self) -> dict[str, str]:
        """The request as the journal shows it: texts by the names that lead to them, of repeated ones the first."""
        found: dict[str, str] = {}
        waiting: deque[tuple[str, Node]] = deque([("", self.message.body)] if self.message is not None else [])
        while waiting and len(found) < ARGUMENT_LIMIT:
            name, node = waiting.popleft()
            text = (node.text or "").strip()
            if name and text:
                found.setdefault(name[:VALUE_LIMIT], text[:VALUE_LIMIT])
            waiting.extend((f"{name}.{xml_in.local(child)}".lstrip("."), child) for child in node.children())
        return found


async def answer(call: Call, route: Route, envelope: Envelope) -> Result:
    """Calls the handler of the operation and wraps what it returns, or words the error."""
    message = envelope.message
    if message is None:
        assert envelope.fault is not None
        return refusal(call.profile, envelope, envelope.fault)
    endpoint = envelope.endpoint(route)
    if endpoint is None:
        return refusal(call.profile, envelope, _NOT_IMPLEMENTED)
    call.message = message
    try:
        try:
            given = typed(endpoint, message.body)
        except _MismatchError as error:
            return refusal(call.profile, envelope, soap.mismatch(error.subject))
        result = endpoint.handler(call, **given)
        if endpoint.is_async:
            result = await result
    except DeviceError as error:
        return refusal(call.profile, envelope, endpoint.api.fault(call, error) or general(error))
    response = element(f"{soap.prefix_of(endpoint.namespace)}:{endpoint.method}Response", *_content(result))
    return _sent(call.profile, envelope, response, 200)


def refusal(profile: Profile, envelope: Envelope, fault: Fault) -> Binary:
    """The answer that is a fault; in SOAP 1.1 its status is always 500."""
    old = envelope.message is not None and envelope.message.old
    return _sent(profile, envelope, soap.fault_element(fault, old=old), 500 if old else fault.status)


def general(error: DeviceError) -> Fault:
    """How an error is worded where its API does not do it (ONVIF Core, section 5.11.2.2)."""
    if isinstance(error, MissingError):
        return soap.occurrence(error.subject)
    if isinstance(error, NotSupportedError | UnknownMethodError):
        return _NOT_IMPLEMENTED
    if isinstance(error, NotAllowedError):
        return NOT_AUTHORIZED
    if isinstance(error, NotThereError | OutOfRangeError):
        return Fault("Argument value invalid", ("ter:InvalidArgVal",), detail=error.message or None)
    return Fault("Action failed", ("ter:Action",), code="Receiver", detail=error.message or None)


class _MismatchError(DeviceError):
    """The text of an element is of another type."""


def typed(endpoint: Endpoint, request: Node) -> dict[str, Any]:
    """The handler's keyword arguments: texts of child elements by local name, or the elements where it asks for a Node.

    Raises MissingError, whose subject is the element that lacks something.
    """
    found = {}
    for argument in endpoint.arguments:
        kind, many = _kind(argument.annotation)
        given = list(request.children(argument.wire))
        if given:
            values = [child if kind is Node else _converted(argument.wire, kind, child) for child in given]
            found[argument.name] = values if many else values[0]
        elif argument.required:
            raise MissingError(f"{argument.wire} is missing", subject=xml_in.local(request))
    return found


def _converted(name: str, kind: Any, node: Node) -> Any:
    try:
        return arguments.convert(name, kind, (node.text or "").strip())
    except OutOfRangeError as error:
        raise _MismatchError(subject=name) from error


def _kind(annotation: Any) -> tuple[Any, bool]:
    """The type of one value, and whether there may be several."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _kind(next(kind for kind in typing.get_args(annotation) if kind is not type(None)))
    return (typing.get_args(annotation)[0], True) if origin is list else (annotation, False)


def _content(result: Any) -> Iterable[Element | str]:
    if result is None:
        return ()
    return (result,) if isinstance(result, Element | str) else result


def _sent(profile: Profile, envelope: Envelope, body: Element, status: int) -> Binary:
    old = envelope.message is not None and envelope.message.old
    headers = _addressing(envelope.message) if envelope.message is not None and status == 200 else ()
    return Binary(soap.envelope(body, style_of(profile), headers=headers, old=old), CONTENT_TYPE_11 if old else CONTENT_TYPE, status)


def _addressing(message: soap.Message) -> tuple[Element, ...]:
    """What an answer to an addressed request says of itself (WS-Addressing 1.0, section 3.4)."""
    number, action = message.header("MessageID"), message.header("Action")
    if number is None or action is None or xml_in.namespace(number) != soap.NAMESPACES["wsa5"]:
        return ()
    told = (action.text or "").strip().removesuffix("Request") + "Response"
    return element("wsa5:RelatesTo", (number.text or "").strip()), element("wsa5:Action", told)


def style_of(profile: Profile) -> Style:
    """The prefixes that answers of this generation declare."""
    return {Generation.A: Style.OLD, Generation.B: Style.OS_10, Generation.C: Style.OS_12}[profile.generation]
