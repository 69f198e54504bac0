"""Digest and Basic: the vectors of RFC 7616, 2617, 2069 and 7617, what clients spell oddly, and nonces."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.wire import digest

RFC_7616 = (
    'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, '
    'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
RFC_2617 = (
    'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", qop=auth, '
    'nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)
RFC_2069 = (
    'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", '
    'response="1949323746fe6a43ef61f9606e7febea", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)


@pytest.mark.parametrize(("header", "password"), [(RFC_7616, "Circle of Life"), (RFC_2617, "Circle Of Life"), (RFC_2069, "CircleOfLife")])
def test_vectors_of_the_rfcs(header: str, password: str):
    answer = digest.parse_digest(header)
    assert answer is not None
    assert answer.expected(digest.md5(answer.username, answer.realm, password), "GET") == answer.response
    assert answer.expected(digest.md5(answer.username, answer.realm, password), "POST") != answer.response


def test_the_receipt_is_the_answer_without_a_method():
    answer = digest.parse_digest(RFC_2617)
    assert answer is not None
    ha1 = digest.md5("Mufasa", "testrealm@host.com", "Circle Of Life")
    parts = (ha1, answer.nonce, "00000001", "0a4f113b", "auth", digest.md5("", "/dir/index.html"))
    assert answer.receipt(ha1) == digest.md5(*parts)


BASE = 'username="u", realm="r", nonce="n", uri="/a", response="AB"'


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        (f"Digest {BASE}", "response", "ab"),
        (f"digest {BASE}", "username", "u"),
        (f"Digest  {BASE},,", "uri", "/a"),
        ("Digest username=u,realm=r,nonce=n,uri=/a,response=x", "uri", "/a"),
        (f'Digest {BASE}, USERNAME="v"', "username", "v"),
        (f"Digest {BASE}, qop=auth, nc=1, cnonce=", "cnonce", ""),
        (f'Digest {BASE}, qop="AUTH", nc=1, cnonce="a"', "qop", "AUTH"),
        ('Digest username="a\\"b\\\\c", realm="r", nonce="n", uri="/a", response="x"', "username", 'a"b\\c'),
        ('Digest username="u", realm="r", nonce="n", uri="/a?x=1:/\\&y="z"", response="x"', "uri", '/a?x=1:/\\&y="z"'),
        ('Digest username = "u" , nonce= "n", uri ="/a", response="x"', "username", "u"),
        ('Digest username="u", nonce="n", uri="/a, b=c", response="x"', "uri", "/a, b=c"),
    ],
)
def test_spellings_that_are_taken(header: str, field: str, value: str):
    answer = digest.parse_digest(header)
    assert answer is not None and getattr(answer, field) == value


@pytest.mark.parametrize(
    "header",
    [
        "Digest",
        "Digest ",
        "Digest username",
        'Digest username=""',
        'Digest username="u", nonce="n", uri="/a"',
        'Digest username="u", nonce="n", response="x"',
        f"Digest {BASE}, qop=auth-int, nc=1, cnonce=a",
        f"Digest {BASE}, qop=auth, cnonce=a",
        f"Digest {BASE}, qop=auth, nc=1",
        f"Digest {BASE}, x=" + "y" * digest.LONGEST_HEADER,
    ],
)
def test_what_is_no_complete_answer(header: str):
    assert digest.parse_digest(header) is None


@given(text=st.text(max_size=200))
def test_nothing_raises(text: str):
    digest.parse_digest("Digest " + text)
    digest.parse_basic("Basic " + text)
    digest.md5(text)


def test_texts_beyond_iso_8859_1_are_hashed_as_utf_8():
    assert digest.md5("é") == hashlib.md5(b"\xe9").hexdigest()
    assert digest.md5("\udce9") == digest.md5("é")
    assert digest.md5("€") == digest.md5("â\x82¬")


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (b"Aladdin:open sesame", ("Aladdin", "open sesame")),
        (b"test:123\xc2\xa3", ("test", "123£")),
        (b"test:123\xa3", ("test", "123£")),
        (b"a:b:c", ("a", "b:c")),
        (b":", ("", "")),
        (b"no colon", None),
    ],
)
def test_basic(plain: bytes, expected: tuple[str, str] | None):
    assert digest.parse_basic("Basic " + base64.b64encode(plain).decode()) == expected


@pytest.mark.parametrize("header", ["Basic", "Basic ", "Basic !!!", "Basic YQ", "Basic \xff"])
def test_what_is_no_basic(header: str):
    assert digest.parse_basic(header) is None


def test_challenges_to_the_letter():
    assert digest.digest_challenge("AXIS_1", "n", False) == 'Digest realm="AXIS_1", nonce="n", algorithm=MD5, qop="auth"'
    assert digest.digest_challenge("r", "n", True) == 'Digest realm="r", nonce="n", algorithm=MD5, stale=true, qop="auth"'
    assert digest.old_digest_challenge("r", "n", False) == 'Digest realm="r", nonce="n", stale=FALSE'
    assert digest.old_digest_challenge("r", "n", True) == 'Digest realm="r", nonce="n", stale=TRUE'
    assert digest.basic_challenge("r") == 'Basic realm="r"'


@pytest.mark.parametrize("old", [False, True])
def test_a_nonce_lives_for_five_minutes_and_dies_with_its_secret(old: bool):
    nonces = digest.Nonces("secret", old=old)
    nonce = nonces.make(1_700_000_000.0)
    for _ in range(2):
        assert nonces.is_fresh(nonce, 1_700_000_000.0)
        assert nonces.is_fresh(nonce, 1_700_000_300.0)
        assert not nonces.is_fresh(nonce, 1_700_000_302.0)
        assert not nonces.is_fresh(nonce, 1_699_999_990.0), "from the future"
    assert digest.Nonces("another", old=old).age(nonce, 1_700_000_000.0) is None


@pytest.mark.parametrize("old", [False, True])
@given(data=st.data())
def test_a_forged_nonce_is_none(old: bool, data: st.DataObject):
    nonces = digest.Nonces("secret", old=old)
    nonce = nonces.make(1_700_000_000.0)
    place = data.draw(st.integers(0, len(nonce) - 1))
    other = data.draw(st.characters(blacklist_characters=nonce[place]))
    assert nonces.age(nonce[:place] + other + nonce[place + 1 :], 1_700_000_000.0) is None
    assert nonces.age(nonce[:place], 1_700_000_000.0) is None


def test_what_is_remembered_is_bounded():
    nonces = digest.Nonces("secret")
    for second in range(3 * digest.MOST_KEPT):
        assert nonces.age(nonces.make(second), second) == 0
        nonces.age(f"forged {second}", second)
    assert len(nonces._made) <= digest.MOST_KEPT
