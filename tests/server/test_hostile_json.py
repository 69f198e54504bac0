"""JSON bodies that mean harm: every method by its declaration, and bodies that are no JSON; the answer is the API's own, never a 500."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.contract.api import Argument, DialectKind, Endpoint
from tests.server.target import FEW, Answer, Target

PARTIAL = frozenset({"setPorts"})
"""Methods that do what they can and tell of the rest, as the vendor documents them."""

LARGE = 10_000
"""Bytes of a body that a few paths get: all share the reader."""


def endpoints(target: Target) -> list[Endpoint]:
    """All JSON methods that the camera serves."""
    return [
        endpoint for endpoint in target.camera.registry.endpoints() if endpoint.dialect is DialectKind.JSON and not endpoint.application
    ]


def wrong_values() -> list[Any]:
    """Values of every type, reasonable ones among them."""
    return [
        None,
        True,
        0,
        1,
        -1,
        1.5,
        1e308,
        2**31,
        2**64,
        10**4000,
        "",
        "x",
        "0",
        "a" * 3000,
        "\ud800",
        "\0",
        "é",
        "yes",
        [],
        {},
        [[]],
        [None],
        [0],
        ["x"],
        [{}],
        {"a": 1},
        {"": None},
        [{"port": "0"}],
        ["Brand"] * 2000,
        {"port": "0", "state": 5},
        -(2**63),
        "../../etc/passwd",
        "1:/",
        "%00",
        "*",
    ]


def plausible(annotation: Any) -> Any:
    """A value of the annotated type that a handler may take."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return plausible(typing.get_args(annotation)[0])
    if origin is list:
        return []
    return {str: "x", int: 0, float: 0.0, bool: False}.get(annotation, {})


def params_with(arguments: tuple[Argument, ...], name: str, value: Any) -> dict[str, Any]:
    """Plausible values for what must be given, and one value of our own."""
    return {**{argument.wire: plausible(argument.annotation) for argument in arguments if argument.required}, name: value}


def post(target: Target, endpoint: Endpoint, body: bytes, *, strict: bool = True) -> Answer:
    """One call. An error leaves no trace, unless the method may do a part."""
    before = target.dump()
    answer = target.ask("POST", endpoint.path, body)
    target.assert_quiet()
    assert answer.status != 500
    if "json" in (answer.header("Content-Type") or ""):
        json.loads(answer.body, parse_constant=pytest.fail)
    if strict and answer.is_error and endpoint.method not in PARTIAL:
        assert target.dump() == before, (endpoint.method, body[:300], answer.body[:300])
    return answer


def envelope(endpoint: Endpoint, **members: Any) -> bytes:
    """A call in JSON."""
    return json.dumps({"apiVersion": "1.0", "context": "c", "method": endpoint.method, **members}).encode()


def test_every_argument_of_every_method_with_values_of_every_type(target: Target):
    for endpoint in endpoints(target):
        for argument in endpoint.arguments:
            for value in wrong_values():
                answer = post(target, endpoint, envelope(endpoint, params=params_with(endpoint.arguments, argument.wire, value)))
                assert answer.status == 200, (endpoint.method, argument.wire, value)


def test_params_of_every_type(target: Target):
    for endpoint in endpoints(target):
        for value in wrong_values():
            assert post(target, endpoint, envelope(endpoint, params=value)).status == 200, (endpoint.method, value)


def bodies() -> Iterator[bytes]:
    """Bodies that are no call, or one of an odd form."""
    yield from (
        b"",
        b" ",
        b"null",
        b"true",
        b"1",
        b'"x"',
        b"[]",
        b"{}",
        b"{",
        b"}",
        b'{"a":',
        b"NaN",
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b"'a'",
    )
    yield from (b'{"apiVersion": NaN}', b'{"x": Infinity}', b'{"x": -Infinity}', b'{"x": 1e999}', b'{"x": ' + b"9" * 5000 + b"}")
    yield from (b'{"method": "\xff"}', b'{"method": "\\ud800"}', b'{"method": "a\\u0000b"}', b'{"method": "' + b"x" * 100_000 + b'"}')
    yield from (b'{"method": %s}' % value for value in (b"null", b"1", b"[]", b"{}", b'""', b"true"))
    for depth in (500, 900, 950, 990, 1000, 5000, 100_000):
        yield b"[" * depth + b"]" * depth
        yield b'{"apiVersion": "1.0", "method": "x", "context": ' + b"[" * depth + b"]" * depth + b"}"
        yield b'{"apiVersion": "1.0", "method": "x", "params": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"


def test_bodies_that_are_no_call(target: Target):
    for number, path in enumerate(sorted({endpoint.path for endpoint in endpoints(target)})):
        endpoint = next(endpoint for endpoint in endpoints(target) if endpoint.path == path)
        for body in bodies():
            if number >= 3 and len(body) > LARGE:
                continue
            answer = post(target, endpoint, body)
            assert answer.status == 200 and answer.is_error, (path, body[:100], answer)


@pytest.mark.parametrize(
    "version", [None, True, 1, 1.0, "", "x", "1", "1.", "1.99999", "01.0", "-1.0", "1.0.0", [], {}, "1" * 5000, "\ud800", "1\n"]
)
def test_versions_of_every_type(target: Target, version: Any):
    for endpoint in endpoints(target):
        post(target, endpoint, envelope(endpoint, apiVersion=version), strict=False)


@pytest.mark.parametrize("context", [None, True, 1, "", "x" * 10_000, "\ud800", "\0", [], {}, [[["a"]]], {"a": {"b": 1}}, 1.5])
def test_contexts_of_every_type(target: Target, context: Any):
    for endpoint in endpoints(target)[:5]:
        answer = post(target, endpoint, envelope(endpoint, context=context, method="nothing"))
        echoed = json.loads(answer.body)
        if isinstance(context, str):
            assert echoed["context"] == context
        else:
            assert "context" not in echoed


def test_members_that_stand_twice_count_once(target: Target):
    for endpoint in endpoints(target)[:5]:
        answer = post(target, endpoint, b'{"method": "one", "apiVersion": "1.0", "method": "two", "context": "a", "context": "b"}')
        echoed = json.loads(answer.body)
        assert echoed.get("method", "two") == "two" and echoed["context"] == "b"


_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@FEW
@given(data=st.data())
def test_random_arguments_of_random_methods(target: Target, data: st.DataObject):
    found = [endpoint for endpoint in endpoints(target) if endpoint.arguments]
    if not found:
        return
    endpoint = data.draw(st.sampled_from(found))
    params = data.draw(st.dictionaries(st.sampled_from([argument.wire for argument in endpoint.arguments]), _json))
    post(target, endpoint, envelope(endpoint, params=params))


@FEW
@given(data=st.data())
def test_calls_with_a_few_wrong_bytes(target: Target, data: st.DataObject):
    found = endpoints(target)
    if not found:
        return
    endpoint = data.draw(st.sampled_from(found))
    body = bytearray(envelope(endpoint, params={}))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place] = data.draw(st.integers(0, 255))
    post(target, endpoint, bytes(body))


def test_the_cameras_still_answer(target: Target):
    target.assert_alive()
