"""Authorization headers that mean harm: challenged anew in the device's words, in bounded time."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.target import FEW, Target

WHERE = "/axis-cgi/usergroup.cgi"


def knock(target: Target, header: bytes) -> int:
    """Status of the answer to a request with that Authorization header."""
    before = target.dump()
    raw = target.send(b"GET " + WHERE.encode() + b" HTTP/1.1\r\nHost: c\r\nAuthorization: " + header + b"\r\n\r\n")
    (answer,) = target.assert_sane(raw)
    assert target.dump() == before
    if answer.status == 401:
        assert "realm=" in (answer.header("WWW-Authenticate") or "")
    return answer.status


ROOT = 'Digest username="root", realm="", nonce="x", response="x", '


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "Digest",
        "Digest ",
        "digest x",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + "A" * 8000,
        "Bearer x",
        "Negotiate",
        "x" * 8000,
        ROOT + 'uri="/%41\xff"',
        ROOT + 'uri="/%',
        ROOT + 'uri="//[::1"',
        ROOT + 'uri="http://"',
        ROOT + "uri=",
        ROOT + 'uri="' + "%2e" * 2000 + '"',
        ROOT + 'uri="/", qop=auth',
        ROOT + 'uri="/", qop=auth-int, nc=1, cnonce="x"',
        ROOT + 'uri="/", qop="auth,auth-int", nc=1, cnonce=x',
        ROOT + 'uri="' + WHERE + '", username="\xff\xfe"',
        ROOT + 'uri="' + WHERE + '", nonce="' + "\xe9" * 40 + '"',
        ROOT + r'uri="\\\"\\"',
        'Digest username="root"' * 300,
        "Digest " + "," * 8000,
        "Digest " + "a=b," * 2000,
        'Digest username="' + "\\" * 4000 + '"',
        'Digest username="',
        "Basic " + base64.b64encode(b"root").decode(),
        "Basic " + base64.b64encode(b":").decode(),
        "Basic " + base64.b64encode(b"root:\xff").decode(),
    ],
)
def test_nonsense_is_challenged_anew(target: Target, header: str):
    assert knock(target, header.encode("latin-1")) == 401


@pytest.mark.parametrize(
    "header",
    [
        "Digest " + "a" * 8000,
        "Digest a" + " " * 8000,
        "Digest " + ' uri="' * 1300,
        "Digest " + 'a="' * 2600,
        "Digest " + "a =" * 2600,
        "Digest " + '"\\' * 4000,
    ],
)
def test_no_header_keeps_the_camera_busy(target: Target, header: str):
    begun = time.process_time()
    knock(target, header.encode())
    assert time.process_time() - begun < 1.0


_words = st.sampled_from(["username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce", "algorithm", "opaque", "userhash", "x"])
_values = st.one_of(
    st.sampled_from(["root", "auth", "MD5", "SHA-256", "00000001", WHERE, "true", ""]),
    st.text('abc"\\,= %\xff\t', max_size=12),
    st.text("0123456789abcdef", max_size=40),
)


@FEW
@given(
    scheme=st.sampled_from(["Digest", "digest", "DIGEST", "Basic"]), fields=st.lists(st.tuples(_words, _values, st.booleans()), max_size=10)
)
def test_random_fields(target: Target, scheme: str, fields: list[tuple[str, str, bool]]):
    text = ", ".join(f'{name}="{value}"' if quoted else f"{name}={value}" for name, value, quoted in fields)
    assert knock(target, f"{scheme} {text}".encode("latin-1")) == 401


@FEW
@given(data=st.data())
def test_a_right_answer_with_a_wrong_byte(target: Target, data: st.DataObject):
    right = bytearray(target.authorization("GET", WHERE).encode())
    place = data.draw(st.integers(7, len(right) - 1))
    right[place] = data.draw(st.integers(32, 255))
    assert knock(target, bytes(right)) in (200, 400, 401)


@pytest.mark.parametrize("cnonce", ["a\tb", "\xe9", "x" * 4000, "a=b, c", "a'b"])
def test_what_goes_back_to_the_client_cannot_break_the_answer(target: Target, cnonce: str):
    assert knock(target, target.authorization("GET", WHERE, cnonce).encode("latin-1")) == 200


def test_a_nonce_of_another_life_or_of_nobody_is_no_nonce(target: Target):
    right = target.authorization("GET", WHERE)
    assert knock(target, right.encode()) == 200
    target.do(target.camera.app.auth.renew)
    assert knock(target, right.encode()) == 401
    target._nonce = ""
