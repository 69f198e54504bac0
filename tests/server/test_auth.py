"""Logging in: challenge bytes of each generation, nonce life, both RFCs, policies, roles, keep-alive."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest

from camsim.wire import digest

WHERE = "/axis-cgi/usergroup.cgi"
QUOTED = re.compile(r'(\w+)="([^"]*)"')


def answer_to(
    challenge: str, *, user: str = "root", password: str = "pass", method: str = "GET", uri: str = WHERE, qop: bool = True
) -> str:
    given = dict(QUOTED.findall(challenge))
    ha1 = digest.md5(user, given["realm"], password)
    answer = digest.DigestAnswer(
        user,
        given["realm"],
        given["nonce"],
        uri,
        "",
        qop="auth" if qop else "",
        nc="00000001" if qop else "",
        cnonce="0a4f113b" if qop else "",
    )
    text = (
        f'Digest username="{user}", realm="{answer.realm}", nonce="{answer.nonce}", uri="{uri}", response="{answer.expected(ha1, method)}"'
    )
    return text + (', qop=auth, nc=00000001, cnonce="0a4f113b"' if qop else "")


async def challenge_of(web: httpx.AsyncClient) -> str:
    return (await web.get(WHERE)).headers["WWW-Authenticate"]


@pytest.mark.parametrize("profile", ["p3245-lve", "companion-bullet-le"])
async def test_apache_generations_challenge_with_qop(start, client, profile):
    camera = await start(profile)
    challenge = await challenge_of(client(camera, None))
    assert re.fullmatch(
        rf'Digest realm="AXIS_{camera.device.serial}", nonce="[A-Za-z0-9+/]{{11}}=[0-9a-f]{{40}}", algorithm=MD5, qop="auth"', challenge
    )


async def test_generation_a_challenges_without_qop_and_offers_basic_second(start, client):
    camera = await start("p5512")
    answer = await client(camera, None).get(WHERE)
    first, second = answer.headers.get_list("WWW-Authenticate")
    assert re.fullmatch(rf'Digest realm="AXIS_{camera.device.serial}", nonce="[0-9a-f]{{8}}Y[0-9]{{7}}[0-9a-f]{{32}}", stale=FALSE', first)
    assert second == f'Basic realm="AXIS_{camera.device.serial}"'
    assert answer.text.startswith("<HTML><HEAD><TITLE>401 Unauthorized</TITLE></HEAD>\n<BODY><H1>401 Unauthorized</H1>\n")


async def test_header_order_is_the_devices(start, client):
    answer = await client(await start(), None).get(WHERE)
    assert [name.decode() for name, _ in answer.headers.raw] == [
        "Date", "Server", "WWW-Authenticate", "X-Content-Type-Options", "X-Frame-Options", "X-XSS-Protection", "Content-Security-Policy",
        "Referrer-Policy", "Content-Type", "Content-Length",
    ]  # fmt: skip


@pytest.mark.parametrize("profile", ["p3245-lve", "companion-bullet-le", "p5512"])
async def test_answers_without_qop_are_taken(start, client, profile):
    web = client(await start(profile), None)
    answer = await web.get(WHERE, headers={"Authorization": answer_to(await challenge_of(web), qop=False)})
    assert answer.status_code == 200


async def test_a_nonce_serves_several_requests_with_the_same_count(start, client):
    web = client(await start(), None)
    authorization = answer_to(await challenge_of(web))
    for _ in range(3):
        assert (await web.get(WHERE, headers={"Authorization": authorization})).status_code == 200


async def test_an_old_nonce_is_stale_and_a_fresh_one_works(start, client):
    camera = await start()
    web = client(camera, None)
    old = answer_to(await challenge_of(web))
    await camera.clock.advance(301)
    answer = await web.get(WHERE, headers={"Authorization": old})
    challenge = answer.headers["WWW-Authenticate"]
    assert answer.status_code == 401
    assert 'algorithm=MD5, stale=true, qop="auth"' in challenge
    assert (await web.get(WHERE, headers={"Authorization": answer_to(challenge)})).status_code == 200


async def test_a_stale_nonce_of_generation_a_says_so_in_capitals(start, client):
    camera = await start("p5512")
    web = client(camera, None)
    old = answer_to(await challenge_of(web), qop=False)
    await camera.clock.advance(301)
    answer = await web.get(WHERE, headers={"Authorization": old})
    assert answer.status_code == 401
    assert answer.headers.get_list("WWW-Authenticate")[0].endswith("stale=TRUE")


async def test_a_wrong_password_is_not_called_stale(start, client):
    camera = await start()
    web = client(camera, None)
    answer = await web.get(WHERE, headers={"Authorization": answer_to(await challenge_of(web), password="guess")})
    assert answer.status_code == 401
    assert "stale" not in answer.headers["WWW-Authenticate"]


async def test_the_uri_of_the_answer_counts_with_or_without_its_query(start, client):
    web = client(await start(), None)
    challenge = await challenge_of(web)
    right = answer_to(challenge, uri=WHERE)
    assert (await web.get(WHERE + "?x=1", headers={"Authorization": right})).status_code == 200
    other = answer_to(challenge, uri="/axis-cgi/param.cgi")
    assert (await web.get(WHERE, headers={"Authorization": other})).status_code == 401
    query = answer_to(challenge, uri=WHERE + "?x=2")
    assert (await web.get(WHERE + "?x=1", headers={"Authorization": query})).status_code == 401


async def test_an_authenticated_answer_carries_its_receipt(start, client):
    web = client(await start(), None)
    answer = await web.get(WHERE, headers={"Authorization": answer_to(await challenge_of(web))})
    assert re.fullmatch(r'rspauth="[0-9a-f]{32}", cnonce="0a4f113b", nc=00000001, qop=auth', answer.headers["Authentication-Info"])


async def test_the_connection_stays_open_after_a_401_and_the_body_is_read_first(start):
    camera = await start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(camera.url.rpartition(":")[2]))
    body = b"x" * 300_000
    writer.write(b"POST /axis-cgi/param.cgi HTTP/1.1\r\nHost: c\r\nContent-Length: %d\r\n\r\n" % len(body))
    await writer.drain()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.2)
    for _ in range(2):
        writer.write(body)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert head.startswith(b"HTTP/1.1 401 ")
        assert b"close" not in head.lower()
        await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head)[1]))
        writer.write(b"POST /axis-cgi/param.cgi HTTP/1.1\r\nHost: c\r\nContent-Length: %d\r\n\r\n" % len(body))
    writer.close()
    await writer.wait_closed()


async def test_recommended_policy_is_digest_on_http_and_basic_on_https(start):
    camera = await start()
    async with httpx.AsyncClient(verify=False) as web:
        plain = await web.get(camera.url + WHERE, auth=("root", "pass"))
        assert plain.status_code == 401 and plain.headers["WWW-Authenticate"].startswith("Digest ")
        secure = await web.get(camera.https_url + WHERE)
        assert secure.headers.get_list("WWW-Authenticate") == [f'Basic realm="AXIS_{camera.device.serial}"']
        assert (await web.get(camera.https_url + WHERE, auth=("root", "pass"))).text.startswith("root\n")
        assert (await web.get(camera.https_url + WHERE, auth=httpx.DigestAuth("root", "pass"))).status_code == 401


@pytest.mark.parametrize(
    ("policy", "http", "https"), [("basic", "Basic", "Basic"), ("digest", "Digest", "Digest"), ("basic_digest", "Digest", "Digest")]
)
async def test_the_policy_parameter_decides(start, client, policy, http, https):
    camera = await start()
    changed = await client(camera).get(f"/axis-cgi/param.cgi?action=update&Network.HTTP.AuthenticationPolicy={policy}")
    assert changed.text == "OK"
    async with httpx.AsyncClient(verify=False) as web:
        for url, scheme in ((camera.url, http), (camera.https_url, https)):
            assert (await web.get(url + WHERE)).headers["WWW-Authenticate"].split()[0] == scheme


async def test_too_low_a_role_is_403_on_generation_c_and_401_before(start, client):
    for profile, status in (("p3245-lve", 403), ("companion-bullet-le", 401), ("p5512", 401)):
        camera = await start(profile, users="root:pass:admin,eye:eye:viewer")
        assert (await client(camera, "eye", "eye").get("/axis-cgi/restart.cgi")).status_code == status


async def test_anonymous_viewing_needs_no_login_for_viewers_pages_only(start, client):
    camera = await start()
    await client(camera).get("/axis-cgi/param.cgi?action=update&System.BoaProtViewer=anonymous")
    nobody = client(camera, None)
    assert (await nobody.get(WHERE)).text == ""
    assert (await nobody.get("/axis-cgi/restart.cgi")).status_code == 401


async def test_credentials_of_odd_characters(start, client):
    camera = await start(users='root:p@ss%20&=+;:admin,Eve7:"quoted\\":viewer')
    users = {account.name: account.password for account in camera.settings.users}
    for name, password in users.items():
        assert (await client(camera, name, password).get(WHERE)).text.startswith(name)


@pytest.mark.parametrize(
    "header",
    [
        "Digest",
        "Digest ",
        "Basic",
        "Basic !!!",
        "Basic cm9vdA==",
        "Bearer x",
        'Digest username="root"',
        "Digest " + "a=b," * 2000,
        "\x01" * 10,
    ],
)
async def test_nonsense_is_challenged_again(start, header):
    camera = await start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(camera.url.rpartition(":")[2]))
    writer.write(f"GET {WHERE} HTTP/1.1\r\nHost: c\r\nAuthorization: {header}\r\nConnection: close\r\n\r\n".encode("latin-1"))
    head = await asyncio.wait_for(reader.read(), 10)
    assert head.split(b" ")[1] in (b"401", b"400")
    writer.close()
    await writer.wait_closed()


async def test_a_role_may_be_kept_to_one_scheme(start, client):
    camera = await start(users="root:pass:admin,eye:eye:viewer")
    await client(camera).get("/axis-cgi/param.cgi?action=update&System.BoaGroupPolicy.viewer=https")
    assert (await client(camera, "eye", "eye").get(WHERE)).status_code == 403
    async with httpx.AsyncClient(verify=False) as web:
        assert (await web.get(camera.https_url + WHERE, auth=("eye", "eye"))).text.startswith("eye\n")


async def test_generation_a_adds_qop_where_it_is_told_to(start, client):
    camera = await start("p5512")
    assert (await client(camera).get("/axis-cgi/param.cgi?action=update&Network.HTTP.AuthenticationWithQop=yes")).text == "OK"
    assert 'qop="auth"' in await challenge_of(client(camera, None))
    assert (await client(camera).get(WHERE)).status_code == 200
