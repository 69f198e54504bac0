"""The dialects at unit level, with an API made for the purpose: conversions, errors, envelopes."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Annotated, Any

import pytest

from camsim.contract.access import Access
from camsim.contract.api import Api, Endpoint, JsonShape, Wire, XmlShape
from camsim.contract.call import Call, Request
from camsim.contract.errors import FAMILIES, FAMILY_A, Code, MissingError, RestError
from camsim.contract.registry import Route
from camsim.contract.results import Binary, Empty, Json, Page, Text
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import BusyError, DeviceError, FullError, NotThereError, OutOfRangeError
from camsim.profile import load
from camsim.server.dialects import arguments, cgi_text, cgi_xml, json_api, rest
from camsim.wire import xml


class Colour(StrEnum):
    RED = "red"


class Pair:
    def __init__(self, left: str, right: str) -> None:
        self.sides = (left, right)

    @classmethod
    def parse(cls, text: str) -> Pair:
        left, dash, right = text.partition("-")
        if not dash:
            raise ValueError(text)
        return cls(left, right)


@pytest.fixture(scope="module")
def device() -> Device:
    return Device(load.load("p3245-lve"), Clock(ClockMode.STEPPED))


def call_of(device: Device, method: str = "GET", query: str = "", body: bytes = b"") -> Call:
    request = Request(method, "/x", query, {}, body)
    return Call(request, device, arguments=arguments.of_request(request))


# ---- arguments


@pytest.mark.parametrize(
    ("query", "body", "found"),
    [
        ("a=1&b=2", b"", {"a": "1", "b": "2"}),
        ("a=1", b"a=2&c=%E9\r\n", {"a": "2", "c": "é"}),
        ("a=1", b'{"a": 2}', {"a": "1"}),
        ("a=1", b"[2]", {"a": "1"}),
        ("a=1", b"<a>2</a>", {"a": "1"}),
        ("a=1", b"--x\r\n&a=2", {"a": "1"}),
        ("", b"a=\xe9", {"a": "é"}),
    ],
)
def test_arguments_of_query_and_form(query: str, body: bytes, found: dict[str, str]):
    assert arguments.of_request(Request("POST", "/x", query, {}, body)) == found


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (str, "", ""),
        (int, "5", 5),
        (int, "-3", -3),
        (int, "007", 7),
        (float, "1.5", 1.5),
        (float, "1e3", 1000.0),
        (bool, "yes", True),
        (bool, "Off", False),
        (bool, "1", True),
        (Colour, "red", Colour.RED),
        (Colour | None, "red", Colour.RED),
        (int | None, "2", 2),
        (list[int], "1,2", [1, 2]),
        (list[str] | None, "a,,b", ["a", "", "b"]),
    ],
)
def test_conversions(annotation: Any, text: str, value: object):
    assert arguments.convert("x", annotation, text) == value


def test_a_class_may_parse_itself():
    assert arguments.convert("x", Pair, "a-b").sides == ("a", "b")


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (int, ""), (int, "1.5"), (int, "x"), (int, "9" * 21), (float, "nan"), (float, "inf"), (float, "1e999"), (float, ""), (bool, ""),
        (bool, "2"), (Colour, "Red"), (Colour, ""), (list[int], "1,,2"), (list[int], ""), (Pair, "ab"),
    ],
)  # fmt: skip
def test_what_does_not_convert_is_out_of_range(annotation: Any, text: str):
    with pytest.raises(OutOfRangeError) as raised:
        arguments.convert("x", annotation, text)
    assert (raised.value.subject, raised.value.value) == ("x", text)


def made(**options: Any) -> Api:
    return Api(title="Made", page="made", access=Access.ANONYMOUS, **options)


def only(api: Api) -> Endpoint:
    return api.endpoints[0]


def test_names_on_the_wire_and_what_is_required():
    api = made()

    @api.cgi("/x")
    def handler(call: Call, from_: str, max_items: int = 3, odd: Annotated[str, Wire("Odd-Name")] = "") -> None: ...

    assert [(argument.wire, argument.required) for argument in only(api).arguments] == [
        ("from", True),
        ("max_items", False),
        ("Odd-Name", False),
    ]
    assert arguments.typed(only(api), {"from": "a", "Odd-Name": "b", "unknown": "c"}) == {"from_": "a", "odd": "b"}
    with pytest.raises(MissingError) as raised:
        arguments.typed(only(api), {"from_": "a"})
    assert raised.value.subject == "from"


# ---- text


@pytest.mark.parametrize(
    ("returned", "result"), [(None, Empty()), ("text", Text("text")), (Text("a", "b/c"), Text("a", "b/c")), (Page(404), Page(404))]
)
@pytest.mark.parametrize("waits", [False, True])
async def test_text_cgis_return_what_the_handler_does(device: Device, returned: object, result: object, waits: bool):
    api = made()
    if waits:

        @api.cgi("/x")
        async def later(call: Call) -> Any:
            return returned
    else:

        @api.cgi("/x")
        def at_once(call: Call) -> Any:
            return returned

    assert await cgi_text.answer(call_of(device), only(api)) == result


async def test_errors_of_a_text_cgi_are_worded_by_the_api(device: Device):
    def problem(call: Call, error: DeviceError) -> Text:
        return Text(f"{type(error).__name__}:{error.subject}")

    api = made(problem=problem)

    @api.cgi("/x")
    def handler(call: Call, number: int) -> None:
        raise FullError(subject="room")

    assert await cgi_text.answer(call_of(device), only(api)) == Text("MissingError:number")
    assert await cgi_text.answer(call_of(device, query="number=x"), only(api)) == Text("OutOfRangeError:number")
    assert await cgi_text.answer(call_of(device, query="number=1"), only(api)) == Text("FullError:room")


# ---- XML

SHAPE = XmlShape(
    root="Answer",
    namespace="urn:made",
    version="1.1",
    codes={NotThereError: (7, "No {subject}: {value}"), FullError: (8, "{message}")},
    missing=(10, "Missing {subject}"),
)


def xml_api(**options: Any) -> Api:
    api = made(xml_shape=SHAPE)

    @api.xml("/x", **options)
    def handler(call: Call, what: str = "") -> xml.Element:
        if what == "nothing":
            raise NotThereError(subject="thing", value="<\0>")
        if what == "busy":
            raise BusyError
        return xml.element("Done", what)

    return api


def inner(result: Any) -> str:
    assert isinstance(result, Text) and result.content_type == "text/xml"
    lines = result.text.splitlines()
    assert lines[0] == '<?xml version="1.0" encoding="utf-8"?>'
    assert lines[1].startswith('<Answer SchemaVersion="1.1" xmlns="urn:made" xmlns:xsi=') and lines[-1] == "</Answer>"
    text = "".join(line.strip() for line in lines[2:-1])
    error = re.fullmatch(
        "<Error><GeneralError><ErrorCode>(.*)</ErrorCode><ErrorDescription>(.*)</ErrorDescription></GeneralError></Error>", text
    )
    return f"<Error>{error[1]}|{error[2]}</Error>" if error else text


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("schemaversion=1&what=it", "<Success><Done>it</Done></Success>"),
        ("schemaversion=1.0", "<Success><Done/></Success>"),
        (
            "",
            "<Error>10|Missing schemaversion</Error>",
        ),
        (
            "schemaversion=2",
            "<Error>30|Bad Request</Error>",
        ),
        (
            "schemaversion=1&what=nothing",
            "<Error>7|No thing: &lt;?&gt;</Error>",
        ),
        (
            "schemaversion=1&what=busy",
            "<Error>40|Internal server error</Error>",
        ),
    ],
)
async def test_xml_answers(device: Device, query: str, answer: str):
    assert inner(await cgi_xml.answer(call_of(device, query=query), only(xml_api()))) == answer


async def test_a_method_that_tells_the_versions_asks_for_none(device: Device):
    assert "<Success>" in inner(await cgi_xml.answer(call_of(device), only(xml_api(schema_version=False))))


# ---- REST


async def test_rest_documents_and_errors(device: Device):
    api = made(rest_errors={BusyError: RestError(503, 9, "Busy")})

    @api.rest("/x")
    def there(call: Call) -> Json:
        return Json({"a": 1}, indent=2)

    @api.rest("/y")
    def gone(call: Call) -> Json:
        raise NotThereError("no y")

    @api.rest("/z", status=201)
    def made_new(call: Call) -> dict[str, int]:
        return {"z": 1}

    @api.rest("/busy")
    def busy(call: Call) -> None:
        raise BusyError

    async def answer(number: int) -> tuple[int, Any]:
        result = await rest.answer(call_of(device), api.endpoints[number])
        assert isinstance(result, Binary) and result.content_type == "application/json"
        return result.status, json.loads(result.body)

    assert await answer(0) == (200, {"a": 1})
    assert await answer(1) == (404, {"status": "error", "error": {"code": 2, "message": "Item does not exist: no y"}})
    assert await answer(2) == (201, {"status": "success", "data": {"z": 1}})
    assert await answer(3) == (503, {"status": "error", "error": {"code": 9, "message": "Busy"}})


# ---- JSON


def json_made(**options: Any) -> Api:
    api = made(**{"family": FAMILY_A, "versions": ("1.0", "1.3"), **options})

    @api.json("/x", "count")
    def count(call: Call, up_to: int, names: list[str] | None = None) -> dict[str, object]:
        if up_to == 0:
            raise FullError("no room", subject="upTo", details={"free": 0}, others=(NotThereError(subject="b"),))
        return {"counted": up_to, "names": names}

    return api


async def ask(device: Device, api: Api, content: object) -> dict[str, Any]:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    call = call_of(device, "POST", body=raw)
    result = await json_api.answer(call, Route("/x", list(api.endpoints)), json_api.read(call.request.body))
    assert isinstance(result, Binary) and result.status == 200
    return json.loads(result.body)  # type: ignore[no-any-return]


GOOD = {"apiVersion": "1.0", "context": "c", "method": "count", "params": {"upTo": 3}}


async def test_a_good_call(device: Device):
    answer = await ask(device, json_made(), GOOD)
    assert list(answer) == ["apiVersion", "context", "method", "data"]
    assert answer == {"apiVersion": "1.3", "context": "c", "method": "count", "data": {"counted": 3, "names": None}}


async def test_params_keep_their_types(device: Device):
    for value in ("3", 3.5, True, None, [3], {}):
        answer = await ask(device, json_made(), {**GOOD, "params": {"upTo": value}})
        assert answer["error"]["code"] == 2104, value
    assert (await ask(device, json_made(), {**GOOD, "params": {"upTo": 1, "names": ["a"], "unknown": 2}}))["data"]["names"] == ["a"]


async def test_own_codes_details_and_further_errors(device: Device):
    api = json_made(codes={FullError: Code(2301, "{subject}: {message}"), NotThereError: Code(2302, "no {subject}")})
    answer = await ask(device, api, {**GOOD, "params": {"upTo": 0}})
    assert answer["error"] == {
        "code": 2301, "message": "upTo: no room", "details": {"free": 0}, "errors": [{"code": 2302, "message": "no b"}]
    }  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
async def test_every_family_has_a_code_for_each_fault_of_a_call(device: Device, family: Any):
    api = json_made(family=family)
    for content, code in (
        (b"{", family.bad_json),
        ({**GOOD, "apiVersion": "2.0"}, family.version),
        ({**GOOD, "method": "no"}, family.unknown_method),
        ({**GOOD, "params": {}}, family.missing),
        ({**GOOD, "params": {"upTo": "x"}}, family.bad_value),
    ):
        error = (await ask(device, api, content))["error"]
        assert error["code"] == code.number and error["message"]


async def test_the_shape_decides_what_comes_back(device: Device):
    api = json_made(json_shape=JsonShape(order=("method", "apiVersion"), newline=True, versions_order=("context",)))
    assert list(await ask(device, api, GOOD)) == ["method", "apiVersion", "data"]
    assert await ask(device, api, {"method": "getSupportedVersions", "context": "c"}) == {"context": "c", "data": {"apiVersions": ["1.3"]}}
