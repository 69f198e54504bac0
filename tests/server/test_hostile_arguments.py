"""Arguments, bodies and paths that mean harm, by the administrator: answered, never a 500, and an error leaves the device as it was."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.contract.api import DialectKind
from tests.server.target import FEW, Target

PARAM = "/axis-cgi/param.cgi"
RESTARTING = ("restart", "factorydefault", "firmwareupgrade")
"""CGIs that do what they are for whatever else is asked."""
ENDLESS = ("/mjpg/", "/media.cgi")

FORM = "Content-Type: application/x-www-form-urlencoded"


def classic(target: Target) -> list[str]:
    """Paths of the CGIs that take arguments and end."""
    kinds = (DialectKind.CGI_TEXT, DialectKind.CGI_XML, DialectKind.PUSH)
    paths = {endpoint.path for endpoint in target.camera.registry.endpoints() if endpoint.dialect in kinds and not endpoint.application}
    return sorted(path for path in paths if not any(word in path for word in (*RESTARTING, *ENDLESS)))


def known(target: Target) -> list[str]:
    """Names of arguments that some CGI knows, and of parameters."""
    names = {argument.wire for endpoint in target.camera.registry.endpoints() for argument in endpoint.arguments}
    return [*sorted(names), "root.Brand.Brand", "Image.I0.Text.String", "Network", "camera", "schemaversion"]


def attempt(target: Target, method: str, where: str, body: bytes = b"", *headers: str) -> None:
    """One request; an error must leave no trace."""
    before = target.dump()
    answer = target.ask(method, where, body, *headers)
    assert answer.status != 500, (where, body)
    target.assert_quiet()
    if answer.is_error and answer.status != 413:
        assert target.dump() == before, (where, body, answer)


_hostile = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1e999",
            "nan",
            "inf",
            "9" * 30,
            "2147483648",
            "1.5",
            "%00",
            "%",
            "%%",
            "%zz",
            "%ff%fe",
            "+",
            "a%0d%0ab",
            "yes",
            "../../etc/passwd",
            "1:/",
            "1:/-5\\",
            "\\",
            "a" * 2000,
            "list",
            "update",
            "{}",
            "<a/>",
            "%3C%3E%26%22",
            "1,2,,3",
            ",",
            "root",
            "*",
        ]
    ),
    st.binary(max_size=20).map(quote_from_bytes),
    st.text("abc123./:,%+", max_size=12),
)


@FEW
@given(data=st.data())
def test_any_argument_of_any_cgi(target: Target, data: st.DataObject):
    path = data.draw(st.sampled_from(classic(target)))
    names = st.one_of(st.sampled_from(known(target)), st.sampled_from(["action", "", "%00", "a" * 300, "x"]))
    pairs = data.draw(st.lists(st.tuples(names, st.sampled_from(["=", "=", "", "=="]), _hostile).map("".join), max_size=6))
    text = data.draw(st.sampled_from(["&", "&", "&&", ";"])).join(pairs)
    if data.draw(st.booleans()):
        attempt(target, "GET", f"{path}?{text}")
    else:
        attempt(target, "POST", path, text.encode("latin-1"), FORM)


@FEW
@given(data=st.data())
def test_the_arguments_that_a_cgi_has_with_hostile_values(target: Target, data: st.DataObject):
    kinds = (DialectKind.CGI_TEXT, DialectKind.CGI_XML, DialectKind.PUSH)
    paths = classic(target)
    endpoints = [e for e in target.camera.registry.endpoints() if e.dialect in kinds and e.path in paths and e.arguments]
    endpoint = data.draw(st.sampled_from(endpoints))
    chosen = data.draw(st.lists(st.sampled_from([argument.wire for argument in endpoint.arguments]), unique=True))
    if endpoint.dialect is DialectKind.CGI_XML and data.draw(st.booleans()):
        chosen.append("schemaversion")
    text = "&".join(f"{name}={data.draw(_hostile)}" for name in chosen)
    attempt(target, "GET", f"{endpoint.path}?{text}")


@FEW
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(["", "application/json", "multipart/form-data; boundary=x", "text/xml", 'a/b;c="', "x" * 500]),
)
def test_any_body_to_any_path(target: Target, body: bytes, kind: str):
    for path in (PARAM, "/axis-cgi/usergroup.cgi", "/nowhere"):
        attempt(target, "POST", path, body, *([f"Content-Type: {kind}"] if kind else []))


XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/passwd">]><a>&b;&d;</a>'
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\nupdate\r\n'
    b"--x\r\n&root.Image.I0.Text.String=harm&action=update\r\n--x--\r\n"
)


@pytest.mark.parametrize(
    "body", [XML, MULTIPART, b"[" * 5000, b"{" * 5000, b"\xef\xbb\xbf{}", b"\xff" * 100, b"\0" * 100, b"&" * 10_000, b"=" * 10_000]
)
def test_bodies_of_another_kind(target: Target, body: bytes):
    before = target.dump()
    for path in classic(target):
        attempt(target, "POST", path, body, "Content-Type: multipart/form-data; boundary=x")
    assert target.dump() == before


def test_ten_thousand_parameters(target: Target):
    body = b"&".join(b"root.Nothing.N%d=%d" % (number, number) for number in range(10_000))
    attempt(target, "POST", PARAM, b"action=update&" + body, FORM)
    attempt(target, "POST", PARAM, b"action=list&group=" + b",".join(b"N%d" % number for number in range(10_000)), FORM)
    attempt(target, "GET", PARAM + "?" + "&".join("a" for _ in range(3000)))


@pytest.mark.parametrize("size", [1_000_000, 1_048_576])
def test_a_body_of_a_megabyte_is_taken(target: Target, size: int):
    body = b"action=list&group=Brand.Brand&x=" + b"y" * (size - 32)
    answer = target.ask("POST", PARAM, body, FORM)
    assert answer.status == 200 and b"Brand.Brand=AXIS" in answer.body
    target.assert_quiet()


def test_a_larger_body_is_refused_and_the_refusal_arrives(target: Target):
    before = target.dump()
    for size in (1_048_577, 5_000_000):
        assert target.ask("POST", PARAM, b"action=update&Image.I0.Text.String=x&y=" + b"z" * size, FORM).status == 413
    raw = target.send(
        b"POST /nowhere HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n" + b"100000\r\n" + b"x" * 1_048_576 + b"\r\n0\r\n\r\n"
    )
    assert [answer.status for answer in target.assert_sane(raw)] == [404]
    endless = b"POST / HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + b"x" * 1_048_576 + b"\r\n") * 18
    assert [answer.status for answer in target.assert_sane(target.send(endless))] == [413]
    assert target.dump() == before


def test_a_query_of_a_megabyte_is_refused_and_the_refusal_arrives(target: Target):
    (answer,) = target.assert_sane(target.send(b"GET /axis-cgi/param.cgi?" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: c\r\n\r\n"))
    assert answer.status in (400, 414)
    target.assert_alive()


def test_of_a_repeated_argument_the_last_counts(target: Target):
    answer = target.ask("GET", f"{PARAM}?action=list&group=Nothing&group=Brand.Brand")
    assert answer.body == b"Brand.Brand=AXIS\n"
    answer = target.ask("POST", f"{PARAM}?action=list&group=Nothing", b"group=Brand.Brand", FORM)
    assert answer.body == b"Brand.Brand=AXIS\n"


def test_values_are_iso_8859_1_and_a_percent_sign_changes_nothing_about_that(target: Target):
    name = "Image.I0.Text.String"
    for sent, stored in ((b"Gr\xf6%DFe", "Größe"), (b"Gr%F6%DFe", "Größe"), (b"100%", "100%"), (b"a+b", "a b"), (b"", "")):
        assert target.ask("POST", PARAM, b"action=update&%s=%s" % (name.encode(), sent), FORM).body.strip() == b"OK"
        assert target.ask("GET", f"{PARAM}?action=list&group={name}").body == f"{name}={stored}\n".encode("latin-1")


# ---- paths

WHERE = "/axis-cgi/usergroup.cgi"


@pytest.mark.parametrize(
    "path",
    [
        WHERE,
        "//axis-cgi/usergroup.cgi",
        "/axis-cgi//usergroup.cgi",
        "/axis-cgi/./usergroup.cgi",
        "/x/../axis-cgi/usergroup.cgi",
        "/%61xis-cgi/usergroup.cgi",
        "/axis-cgi/%2e/usergroup.cgi",
        "/x/%2e%2e/axis-cgi/usergroup.cgi",
        "/../../axis-cgi/usergroup.cgi",
        WHERE + "?",
        WHERE + "??",
        WHERE + "?&&",
        WHERE + "?=",
        WHERE + "?a",
        WHERE + "?a=b=c&unknown=1",
    ],
)
def test_ways_to_spell_a_path(target: Target, path: str):
    for login in (path.partition("?")[0],):
        raw = target.send(f"GET {path} HTTP/1.1\r\nHost: c\r\nAuthorization: {target.authorization('GET', login)}\r\n\r\n".encode())
        (answer,) = target.assert_sane(raw)
        assert answer.status == 200 and answer.body.startswith(b"root\n")


@pytest.mark.parametrize(
    "path",
    [
        "/axis-cgi/usergroup.cgi/",
        "/axis-cgi/usergroup.cgi;x",
        "/axis-cgi/usergroup.cgi%00",
        "/AXIS-CGI/usergroup.cgi",
        "/..",
        "/../../etc/passwd",
        "/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/axis-cgi\\usergroup.cgi",
        "/%ff%fe",
        "/%C3%A9",
        "/" + "a/" * 3000,
        "/" + "%2e%2e/" * 1000,
        "/" + "/" * 5000,
        "/axis-cgi/usergroup.cgi%",
        "/%",
        "/%zz",
        "/.",
        "/...",
        "/axis-cgi/",
        "/axis-cgi/usergroup.cgi#fragment",
    ],
)
def test_paths_that_lead_nowhere(target: Target, path: str):
    answer = target.ask("GET", path)
    assert answer.status == 404
    target.assert_quiet()


@FEW
@given(
    parts=st.lists(
        st.sampled_from(["axis-cgi", "..", ".", "%2e%2e", "", "%2f", "param.cgi", ";", "%00", "local", "a" * 200, "config", "%"]),
        max_size=8,
    )
)
def test_random_paths(target: Target, parts: list[str]):
    attempt(target, "GET", "/" + "/".join(parts))


def test_the_cameras_still_answer(target: Target):
    target.assert_alive()
