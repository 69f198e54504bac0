"""What recipients get: real servers on loopback."""

from __future__ import annotations

import base64

import pytest

from camsim.device.io.virtual_inputs import VirtualInputs
from tests.events.actions.bench import Bench, virtual_input
from tests.events.actions.receivers import LOGIN, PASSWORD, mail_receiver, tcp_receiver, web_receiver

WEB = {"login": "", "password": "", "proxy_host": "", "proxy_port": "", "proxy_login": "", "proxy_password": "", "qos": 0}
MAIL = {"login": "", "password": "", "pop_host": "", "pop_port": "", "pop_login": "", "pop_password": "", "qos": 0}
MAIL |= {"encryption": "none", "validate_server_cert": 0, "host": "127.0.0.1", "email_from": "camera@example.com"}


async def fire(bench: Bench, action: int) -> list[tuple[str, str]]:
    """Lets a rule carry out an action once; what happened, with details."""
    bench.rule(action, start=virtual_input(1))
    bench.device.organ(VirtualInputs).activate(1, 0)
    await bench.settle()
    return [(entry.happened.value, entry.detail) for entry in bench.engine.log.entries][1:]


async def test_http_message_before_parameters(bench: Bench):
    async with web_receiver() as server:
        url = server.url + "/notify.cgi?a=1"
        action = bench.action(
            "fixed.notification.http", message="Door & gate, 5%25", parameters="source=hall&x=1%202", upload_url=url, **WEB
        )
        assert await fire(bench, action) == [
            ("delivered", f"GET {server.url}/notify.cgi?a=1&Message=Door%20%26%20gate%2C%205%25&source=hall&x=1%202: 200")
        ]
    (got,) = server.got
    assert (got.method, got.target, got.body) == ("GET", "/notify.cgi?a=1&Message=Door%20%26%20gate%2C%205%25&source=hall&x=1%202", b"")


async def test_http_long_messages_come_alone(bench: Bench):
    async with web_receiver() as server:
        action = bench.action("fixed.notification.http", message="x" * 256, parameters="source=hall", upload_url=server.url + "/", **WEB)
        await fire(bench, action)
    assert server.got[0].target == "/?Message=" + "x" * 256


async def test_http_method_headers_and_body(bench: Bench):
    async with web_receiver() as server:
        action = bench.action(
            "fixed.notification.http",
            message="",
            parameters="",
            upload_url=server.url + "/hook",
            method="POST",
            http_headers='Content-Type: "application/json"\nX-Place: #n\nHost: elsewhere',
            body='{"day": "%F"}',
            **WEB,
        )
        await fire(bench, action)
    (got,) = server.got
    assert (got.method, got.target, got.body) == ("POST", "/hook", b'{"day": "2026-01-01"}')
    assert (got.headers["Content-Type"], got.headers["X-Place"]) == ("application/json", "#n")
    assert got.headers["Host"] != "elsewhere"


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
async def test_http_login(bench: Bench, scheme: str):
    async with web_receiver() as server:
        server.challenge = 'Basic realm="hall"' if scheme == "Basic" else 'Digest realm="hall", nonce="n0nce", qop="auth", algorithm=MD5'
        options = {**WEB, "login": LOGIN, "password": PASSWORD}
        action = bench.action("fixed.notification.http", message="m", parameters="", upload_url=server.url + "/", **options)
        assert [happened for happened, _ in await fire(bench, action)] == ["delivered"]
    assert "Authorization" not in server.got[0].headers
    answer = server.got[-1].headers["Authorization"]
    if scheme == "Basic":
        assert base64.b64decode(answer.removeprefix("Basic ")).decode() == f"{LOGIN}:{PASSWORD}"
    else:
        assert answer.startswith("Digest ") and f'username="{LOGIN}"' in answer and 'nonce="n0nce"' in answer


async def test_http_through_a_proxy(bench: Bench):
    async with web_receiver() as proxy:
        port = proxy.url.rpartition(":")[2]
        options = {**WEB, "proxy_host": "127.0.0.1", "proxy_port": port, "proxy_login": LOGIN, "proxy_password": PASSWORD}
        action = bench.action("fixed.notification.http", message="m", parameters="", upload_url="http://hall.example/x", **options)
        assert [happened for happened, _ in await fire(bench, action)] == ["delivered"]
    (got,) = proxy.got
    assert got.headers["Host"] == "hall.example"
    assert base64.b64decode(got.headers["Proxy-Authorization"].removeprefix("Basic ")).decode() == f"{LOGIN}:{PASSWORD}"


async def test_http_refusals_are_failures(bench: Bench):
    async with web_receiver() as server:
        server.status = 500
        action = bench.action("fixed.notification.http", message="m", parameters="", upload_url=server.url + "/", **WEB)
        assert await fire(bench, action) == [("failed", f"GET {server.url}/?Message=m: 500")]


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/", "http://", "http://127.0.0.1:1/", "http://127.0.0.1:99999/", "file:///etc/passwd"])
async def test_addresses_that_lead_nowhere_are_failures(bench: Bench, url: str):
    action = bench.action("fixed.notification.http", message="m", parameters="", upload_url=url, **WEB)
    assert [happened for happened, _ in await fire(bench, action)] == ["failed"]


async def test_http_bad_method_and_header(bench: Bench):
    for bad in ({"method": "STEAL"}, {"http_headers": "no colon"}, {"proxy_host": "127.0.0.1", "proxy_port": "x"}):
        options = {**WEB, **bad}
        action = bench.action("fixed.notification.http", message="m", parameters="", upload_url="http://127.0.0.1:1/", **options)
        bench.engine.log.reset()
        assert [happened for happened, _ in await fire(bench, action)][-1:] == ["failed"]


async def test_tcp_once_and_again_and_again(bench: Bench):
    async with tcp_receiver() as server:
        once = bench.action("fixed.notification.tcp", message="bell %T ##", host="127.0.0.1", port=server.port, qos=0)
        assert await fire(bench, once) == [("delivered", f"15 bytes to 127.0.0.1:{server.port}")]
        going = bench.action("unlimited.notification.tcp", message="tick", period=10, host="127.0.0.1", port=server.port, qos=0)
        bench.rule(going, virtual_input(2))
        bench.device.organ(VirtualInputs).activate(2, 25)
        await bench.clock.advance(60)
    assert server.got == [b"bell 00:00:00 #", b"tick", b"tick", b"tick"]


async def test_mail(bench: Bench):
    async with mail_receiver() as server:
        options = {**MAIL, "email_to": "one@example.com; two@example.com", "port": server.port}
        action = bench.action("fixed.notification.smtp", subject="Door %H\nBcc: spy@example.com", message="Somebody is there.", **options)
        ((happened, _),) = await fire(bench, action)
    assert happened == "delivered"
    (mail,) = server.got
    assert (mail["Subject"], mail["From"]) == ("Door 00 Bcc: spy@example.com", "camera@example.com")
    assert (mail["Date"], mail["Bcc"]) == ("Thu, 01 Jan 2026 00:00:00 -0000", None)
    assert mail.get_payload().strip() == "Somebody is there."
    assert server.to == [["one@example.com", "two@example.com"]]


@pytest.mark.filterwarnings("ignore::UserWarning:aiosmtpd")
async def test_mail_with_a_login(bench: Bench):
    async with mail_receiver(login=True) as server:
        options = {**MAIL, "email_to": "one@example.com", "port": server.port}
        refused = bench.action("fixed.notification.smtp", subject="s", message="m", **options)
        assert [happened for happened, _ in await fire(bench, refused)] == ["failed"]
        assert server.got == []
        bench.actions.remove_rule(1)
        bench.engine.log.reset()
        taken = bench.action("fixed.notification.smtp", subject="s", message="m", **{**options, "login": LOGIN, "password": PASSWORD})
        assert await fire(bench, taken) == [("delivered", f"mail 's' to one@example.com by 127.0.0.1:{server.port}")]
    assert len(server.got) == 1


@pytest.mark.parametrize("bad", [{"email_to": "nobody"}, {"email_to": ""}, {"encryption": "rot13"}, {"port": "0"}, {"port": "1"}])
async def test_mail_that_cannot_be_sent(bench: Bench, bad: dict[str, str]):
    options = {**MAIL, "email_to": "one@example.com", "port": 25, **bad}
    action = bench.action("fixed.notification.smtp", subject="s", message="m", **options)
    assert [happened for happened, _ in await fire(bench, action)] == ["failed"]
