"""The `/vapix/<service>` requests: one command as JSON or as simplified keys and values (page slug: introduction)."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from typing import Any

from camsim.contract.api import Endpoint
from camsim.contract.call import Call, Request
from camsim.contract.errors import MissingError, UnknownMethodError
from camsim.contract.journal import ARGUMENT_LIMIT, VALUE_LIMIT
from camsim.contract.registry import Route
from camsim.contract.results import Binary, Result
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.server.dialects import values
from camsim.wire import form, json_in, key_value
from camsim.wire.soap import Fault

TEXT = "text/plain; charset=utf-8"
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_NOT_SUPPORTED = Fault("The requested action is not supported", ("ter:ActionNotSupported", "ter:NotSupported"), code="Receiver")


@dataclass(frozen=True, slots=True)
class Command:
    """A request as far as it could be read."""

    method: str = ""
    """`axcall:GetSIPAccounts`; empty where none is named."""
    given: dict[str, Any] = field(default_factory=dict)
    simple: bool = False
    readable: bool = True

    @classmethod
    def read(cls, request: Request) -> Command:
        """Reads query and body: `format=simple` in either, else JSON in the body, whatever its content type says."""
        body = request.body if request.method == "POST" else b""
        pairs = form.pairs(request.query)
        if body and body.lstrip()[:1] not in (b"{", b"["):
            pairs += form.pairs(body.decode("latin-1").strip())
        named = dict(pairs)
        if named.get("format") == "simple":
            wanted = [(name, form.utf8(value)) for name, value in pairs if name not in ("format", "action")]
            try:
                return cls(named.get("action", ""), key_value.structure(wanted), simple=True)
            except ValueError:
                return cls(named.get("action", ""), simple=True, readable=False)
        return cls._of_json(body)

    @classmethod
    def _of_json(cls, body: bytes) -> Command:
        content = _parsed(body)
        if not isinstance(content, dict) or len(content) != 1:
            return cls(readable=False)
        ((method, given),) = content.items()
        return cls(method, given, readable=True) if isinstance(given, dict) else cls(method, readable=False)

    def endpoint(self, route: Route) -> Endpoint | None:
        """The endpoint that the command names."""
        return route.for_call(self.method)

    def arguments(self) -> dict[str, str]:
        """The command's members as the journal shows them."""
        found = itertools.islice(key_value.lines(self.given), ARGUMENT_LIMIT)
        return {name[:VALUE_LIMIT]: value[:VALUE_LIMIT] for name, _, value in (line.partition("=") for line in found)}


async def answer(call: Call, route: Route, command: Command) -> Result:
    """Calls the handler of the command and spells what it returns, or the fault, in the form of the request."""
    endpoint = command.endpoint(route)
    try:
        if endpoint is None:
            raise UnknownMethodError(subject="action", value=command.method)
        if not command.readable:
            raise MissingError("the request cannot be read", subject="body")
        result = endpoint.handler(call, **values.typed(endpoint, command.given, lenient=True))
        if endpoint.is_async:
            result = await result
    except DeviceError as error:
        fault = (endpoint.api.fault(call, error) if endpoint is not None else None) or general(error)
        return _spelled(_members(fault), command, 400)
    return _spelled(result or {}, command, 200)


def general(error: DeviceError) -> Fault:
    """How an error is worded where its API does not do it."""
    if isinstance(error, UnknownMethodError | NotSupportedError):
        return _NOT_SUPPORTED
    if isinstance(error, MissingError):
        return Fault(error.message or "An argument is missing", ("ter:InvalidArgs",))
    if isinstance(error, NotThereError):
        return Fault(error.message or "Not found", ("ter:InvalidArgVal", "ter:NotFound"))
    if isinstance(error, OutOfRangeError):
        return Fault(error.message or "Invalid argument value", ("ter:InvalidArgVal", "ter:InvalidArgVal"))
    return Fault(error.message or "The action failed", ("ter:Action", "ter:Failure"), code="Receiver")


def _members(fault: Fault) -> dict[str, Any]:
    codes = (*fault.subcodes, None, None)
    return {
        "Fault": f"env:{fault.code}",
        "FaultCode": codes[0],
        "FaultSubCode": codes[1],
        "FaultReason": fault.reason,
        "FaultMsg": fault.detail if isinstance(fault.detail, str) else None,
    }


def _spelled(result: dict[str, Any], command: Command, status: int) -> Binary:
    if command.simple:
        return Binary("".join(f"{line}\n" for line in key_value.lines(result)).encode(), TEXT, status)
    return Binary(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"), "application/json", status)


def _parsed(body: bytes) -> object:
    """The JSON of a body; a comma too many, as in the vendor's own example, is forgiven."""
    text = body.decode("utf-8-sig", "replace")
    for tried in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json_in.parse(tried)
        except ValueError:
            continue
    return None
