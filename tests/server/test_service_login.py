"""Logging in to SOAP services: users of ONVIF and the vendor's, digest and basic over HTTP, tokens in the envelope and their time."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from camsim.device.log import Log
from camsim.device.onvif_users import OnvifUser, OnvifUsers, UserLevel
from camsim.device.parameters import Parameters
from camsim.device.time import Time

SOAP = "http://www.w3.org/2003/05/soap-envelope"
TDS = "http://www.onvif.org/ver10/device/wsdl"
WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
USERS = "root:pass:admin"


def envelope(operation: str, head: str = "") -> str:
    body = operation if operation.startswith("<") else f'<{operation} xmlns="{TDS}"/>'
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{head}</s:Header><s:Body>{body}</s:Body></s:Envelope>'


def token(
    name: str, password: str, created: datetime | None, *, nonce: bytes = b"0123456789abcdef", digest: bool = True, insist: bool = True
) -> str:
    """A Security header as clients write it."""
    stamp = created.strftime("%Y-%m-%dT%H:%M:%SZ") if created is not None else ""
    shown, kind = password, "PasswordText"
    if digest:
        shown, kind = base64.b64encode(hashlib.sha1(nonce + stamp.encode() + password.encode()).digest()).decode(), "PasswordDigest"
    rest = f"<w:Nonce>{base64.b64encode(nonce).decode()}</w:Nonce>" if digest else ""
    rest += f'<u:Created xmlns:u="{WSS}wssecurity-utility-1.0.xsd">{stamp}</u:Created>' if stamp else ""
    return (
        f'<w:Security xmlns:w="{WSS}wssecurity-secext-1.0.xsd"{" s:mustUnderstand=" + chr(34) + "1" + chr(34) if insist else ""}>'
        f'<w:UsernameToken><w:Username>{name}</w:Username><w:Password Type="{WSS}username-token-profile-1.0#{kind}">{shown}</w:Password>'
        f"{rest}</w:UsernameToken></w:Security>"
    )


def made(camera: Any, name: str = "onvif", password: str = "secret", level: UserLevel = UserLevel.ADMINISTRATOR) -> None:
    camera.device.organ(OnvifUsers).create([OnvifUser(name, password, level)])


def now(camera: Any) -> datetime:
    return datetime.fromtimestamp(camera.device.organ(Time).stamp(), UTC)


@pytest.fixture
def post(client):
    async def one(camera: Any, content: str, user: str | None = None, password: str = "", path: str = "/onvif/device_service"):
        return await client(camera, user, password).post(path, content=content)

    return one


def is_refused(answer: httpx.Response, status: int) -> bool:
    return answer.status_code == status and "ter:NotAuthorized" in answer.text and "Sender not authorized" in answer.text


async def test_the_date_is_told_without_a_login_at_the_paths_of_onvif_alone(start, post):
    camera = await start(users=USERS)
    for path, status in (("/onvif/device_service", 200), ("/onvif/services", 200), ("/vapix/services", 401)):
        assert (await post(camera, envelope("GetSystemDateAndTime"), path=path)).status_code == status
    refused = await post(camera, envelope("GetUsers"))
    assert is_refused(refused, 401) and refused.headers["WWW-Authenticate"].startswith("Digest realm=")


async def test_users_of_onvif_log_in_over_http_and_by_token(start, post):
    camera = await start(users=USERS)
    made(camera)
    assert (await post(camera, envelope("GetUsers"), "onvif", "secret")).status_code == 200
    assert is_refused(await post(camera, envelope("GetUsers"), "onvif", "wrong"), 401)
    for nonce, insist in ((b"a" * 16, True), (b"b" * 16, False)):
        head = token("onvif", "secret", now(camera), nonce=nonce, insist=insist)
        assert (await post(camera, envelope("GetUsers", head))).status_code == 200
    text = token("onvif", "secret", now(camera), digest=False)
    assert (await post(camera, envelope("GetUsers", text))).status_code == 200
    assert (await post(camera, envelope("GetUsers", token("onvif", "secret", None, digest=False)))).status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        lambda at: token("onvif", "wrong", at),
        lambda at: token("nobody", "secret", at),
        lambda at: token("root", "pass", at),
        lambda at: token("onvif", "secret", at + timedelta(seconds=20)),
        lambda at: token("onvif", "secret", at - timedelta(seconds=20)),
        lambda at: token("onvif", "secret", at - timedelta(seconds=20), digest=False),
        lambda at: token("onvif", "secret", None),
        lambda at: token("onvif", "secret", at).replace("Created", "Made"),
        lambda at: token("onvif", "secret", at).replace("<w:Nonce>", "<w:Nonce>!"),
        lambda at: token("onvif", "secret", at).replace("<w:Username>", "<w:Username>" + "x" * 600),
        lambda at: token("", "secret", at),
        lambda at: token("onvif", "", at, digest=False),
        lambda at: f'<w:Security xmlns:w="{WSS}wssecurity-secext-1.0.xsd"/>',
    ],
)
async def test_wrong_tokens_are_refused_with_a_fault(start, post, head):
    camera = await start(users=USERS)
    made(camera)
    assert is_refused(await post(camera, envelope("GetUsers", head(now(camera)))), 400)


async def test_the_time_of_a_token_is_the_cameras(start, post):
    camera = await start(users=USERS)
    made(camera)
    before = now(camera)
    await camera.advance(20)
    assert is_refused(await post(camera, envelope("GetUsers", token("onvif", "secret", before))), 400)
    camera.device.organ(Time).set_utc(before)
    assert (await post(camera, envelope("GetUsers", token("onvif", "secret", before)))).status_code == 200


async def test_a_token_is_good_once(start, post):
    camera = await start(users=USERS)
    made(camera)
    shown = envelope("GetUsers", token("onvif", "secret", now(camera)))
    assert (await post(camera, shown)).status_code == 200
    assert is_refused(await post(camera, shown), 400)
    assert (await post(camera, envelope("GetUsers", token("onvif", "secret", now(camera), nonce=b"another")))).status_code == 200


async def test_without_replay_protection_an_old_token_is_as_good_as_a_new_one(start, post):
    camera = await start(users=USERS)
    made(camera)
    camera.device.organ(Parameters).store("WebService.UsernameToken.ReplayAttackProtection", "no")
    shown = envelope("GetUsers", token("onvif", "secret", now(camera) - timedelta(days=400)))
    for _ in range(2):
        assert (await post(camera, shown)).status_code == 200


async def test_a_token_beside_an_authorization_header_counts_for_nothing(start, client):
    camera = await start(users=USERS)
    made(camera)
    web = client(camera, None)
    content = envelope("GetUsers", token("onvif", "secret", now(camera)))
    answer = await web.post("/onvif/services", content=content, headers={"Authorization": "Basic b25vaWY6eA=="})
    assert is_refused(answer, 401)


async def test_the_vendors_path_knows_the_vendors_users_alone(start, post):
    camera = await start(users=USERS)
    made(camera)
    assert (await post(camera, envelope("GetUsers"), "root", "pass", "/vapix/services")).status_code == 200
    assert (await post(camera, envelope("GetUsers"), "onvif", "secret", "/vapix/services")).status_code == 401
    head = token("onvif", "secret", now(camera))
    assert (await post(camera, envelope("GetUsers", head), path="/vapix/services")).status_code == 401


@pytest.mark.parametrize(("profile", "status"), [("p5512", 200), ("p3245-lve", 401), ("q6135-le", 401)])
async def test_before_os_11_the_vendors_users_are_taken_over_http(start, post, profile, status):
    camera = await start(profile, users=USERS)
    assert (await post(camera, envelope("GetUsers"), "root", "pass")).status_code == status


async def test_an_old_device_challenges_after_a_wrong_token(start, post):
    camera = await start("p5512", users=USERS)
    answer = await post(camera, envelope("GetUsers", token("root", "pass", now(camera))))
    assert is_refused(answer, 401) and "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize(("level", "allowed"), [("Administrator", 3), ("Operator", 1), ("User", 1)])
async def test_levels(start, post, level, allowed):
    camera = await start(users=USERS)
    made(camera, level=UserLevel(level))
    calls = ("GetDeviceInformation", "GetUsers", f'<DeleteUsers xmlns="{TDS}"><Username>onvif</Username></DeleteUsers>')
    answers = [await post(camera, envelope(call), "onvif", "secret") for call in calls]
    assert [answer.status_code for answer in answers] == [200] * allowed + [400] * (3 - allowed)
    assert all(is_refused(answer, 400) for answer in answers[allowed:])


async def test_wrong_passwords_in_tokens_count_as_failed_logins_and_old_tokens_do_not(start, post):
    camera = await start("q6135-le", users=USERS)
    made(camera)
    camera.device.organ(Parameters).write("System.PreventDoSAttack.DoSPageCount", "2")
    for _ in range(3):
        old = token("onvif", "secret", now(camera) - timedelta(hours=1))
        assert (await post(camera, envelope("GetUsers", old))).status_code == 400
    assert camera.blocked_clients() == []
    for _ in range(2):
        assert (await post(camera, envelope("GetUsers", token("onvif", "guess", now(camera))))).status_code == 400
    assert (await post(camera, envelope("GetUsers", token("onvif", "secret", now(camera))))).status_code == 403
    assert "Login failed from 127.0.0.1: /onvif/device_service" in [line.text for line in camera.device.organ(Log).state.system]
