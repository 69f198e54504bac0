"""System log, access log and remote syslog: what really happened, in the words of each generation, to real receivers."""

from __future__ import annotations

import asyncio
import re

import pytest

from camsim.device.log import MOST_LINES, SPARE, Log
from camsim.device.power import Power
from camsim.wire.syslog import framed

REMOTE = "/axis-cgi/remotesyslog.cgi"
PATIENCE = 10.0
OLD_HEAD = "\r\n----- /var/log/messages.old -----\r\n\n\r\n----- /var/log/messages -----\r\n\n"


async def ask(web, method, **params):
    answer = await web.post(REMOTE, json={"apiVersion": "1.0", "context": "x", "method": method, "params": params})
    assert answer.status_code == 200
    body = answer.json()
    return body.get("data", body.get("error"))


@pytest.mark.parametrize(
    ("profile", "head", "pattern"),
    [
        (
            "p5512",
            "\r\n----- /var/log/messages.old -----\r\n\n\r\n----- /var/log/messages -----\r\n\n",
            r"<\w+ *> \w{3} [ \d]\d [\d:]{8} axis-\w+ \S+: .+",
        ),
        ("companion-bullet-le", "\n----- System log -----\n\n\n", r"\S+T[\d:.]+[+-]\d\d:\d\d axis-\w+ \[ \w+ *\] \S+: .+"),
    ],
)
async def test_the_log_tells_what_happened(start, client, profile, head, pattern):
    camera = await start(profile)
    web = client(camera)
    await web.get("/axis-cgi/pwdgrp.cgi?action=add&user=guest&pwd=secret&grp=users&sgrp=viewer")
    assert (await client(camera, "root", "wrong").get("/axis-cgi/param.cgi?action=list")).status_code == 401
    answer = await web.get("/axis-cgi/systemlog.cgi")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.startswith(head)
    lines = answer.text.removeprefix(head).splitlines()
    assert all(re.fullmatch(pattern, line) for line in lines)
    assert camera.device.serial in lines[2] + lines[3] and camera.profile.os in answer.text
    assert "Account guest created as viewer" in lines[-2]
    assert lines[-1].endswith("Login failed from 127.0.0.1: /axis-cgi/param.cgi")
    assert (await web.post("/axis-cgi/admin/systemlog.cgi")).text == answer.text


async def test_a_restart_keeps_the_log_and_a_default_clears_it(start, client):
    camera = await start()
    await client(camera).get("/axis-cgi/restart.cgi")
    await camera.advance(60)
    told = [line.text for line in camera.device.organ(Log).state.system]
    assert "Restarting" in told and told[-1] == "System ready"
    assert sum(text.startswith("Boot ") for text in told) == 2
    camera.reboot("hard")
    await camera.advance(60)
    assert sum(line.text.startswith("Boot ") for line in camera.device.organ(Log).state.system) == 1


async def test_lines_are_found_by_text_where_the_device_knows_that(start, client):
    for profile, fewer in (("p3245-lve", True), ("companion-bullet-le", False)):
        web = client(await start(profile))
        whole, found = [(await web.get("/axis-cgi/systemlog.cgi" + query)).text for query in ("", "?text=serial")]
        assert (len(found.splitlines()) == 5) is fewer and (found == whole) is not fewer


async def test_the_access_log_is_filled_only_while_it_is_on(start, client):
    web = client(await start())
    await web.get("/axis-cgi/usergroup.cgi")
    assert (await web.get("/axis-cgi/accesslog.cgi")).text == "\n----- Access log -----\n\n\n"
    await web.get("/axis-cgi/param.cgi?action=update&root.System.AccessLog=On")
    await web.get("/axis-cgi/usergroup.cgi?x=1")
    lines = (await web.get("/axis-cgi/accesslog.cgi")).text.splitlines()
    assert lines[-1].endswith("127.0.0.1 root GET /axis-cgi/usergroup.cgi 200")


async def test_the_log_is_bounded_and_takes_no_lines_of_others(start):
    camera = await start()
    log = camera.device.organ(Log)
    for number in range(MOST_LINES * 2):
        log.write("x", f"line\n{number}" + "y" * 9999)
    assert MOST_LINES <= len(log.state.system) <= MOST_LINES + SPARE
    assert all("\n" not in line.text and len(line.text) <= 400 for line in log.state.system)
    assert f"{MOST_LINES * 2 - 1}" in log.state.system[-1].text


# ---- remote syslog


class Receiver(asyncio.DatagramProtocol):
    """Keeps what it gets."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[bytes] = asyncio.Queue()
        self.gone = asyncio.Event()

    def datagram_received(self, data, addr):
        self.got.put_nowait(data)

    async def serve(self, reader, writer):
        while line := await reader.read(4096):
            self.got.put_nowait(line)
        writer.close()
        await writer.wait_closed()
        self.gone.set()

    async def next(self) -> bytes:
        return await asyncio.wait_for(self.got.get(), PATIENCE)


async def test_lines_go_over_udp_by_severity(start, client):
    camera = await start()
    web, receiver = client(camera), Receiver()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: receiver, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    server = {"address": "127.0.0.1", "port": port, "protocol": "UDP", "severity": "Notice"}
    data = await ask(web, "setup", servers=[server])
    assert data == {"enabled": True, "servers": [{**server, "syslogFormat": "RFC5424", "type": "All"}]}
    camera.device.organ(Log).write("here", "too light")
    await web.get("/axis-cgi/pwdgrp.cgi?action=add&user=guest&pwd=secret&grp=users&sgrp=viewer")
    assert re.fullmatch(
        rb"<109>1 2026-01-01T00:00:00\.000\+00:00 axis-\w+ pwdgrp \d+ - - Account guest created as viewer", await receiver.next()
    )
    assert await ask(web, "test") == data
    assert b"Test message" in await receiver.next()
    transport.close()


@pytest.mark.parametrize(("protocol", "spelling"), [("TCP", "RFC3164"), ("TLS", "RFC5424"), ("TCP", "AXIS")])
async def test_lines_go_over_connections(start, client, protocol, spelling, tmp_path):
    from camsim.device.certificates import Flaw
    from camsim.server.tls import flawed, server_context
    from camsim.wire.x509 import Subject

    camera = await start()
    receiver = Receiver()
    pair = flawed(Flaw.FOREIGN_CA, Subject({"CN": "log"}), 1767225600.0)
    context = server_context(pair.certificate, pair.key) if protocol == "TLS" else None
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    asked = {"address": "127.0.0.1", "port": port, "protocol": protocol, "syslogFormat": spelling, "severity": "Error"}
    await ask(client(camera), "setup", servers=[asked])
    await ask(client(camera), "test")
    got = await receiver.next()
    if protocol == "TLS":
        length, _, line = got.partition(b" ")
        assert int(length) == len(line) and line.startswith(b"<30>1 ")
    else:
        assert got.startswith(b"<30>") and got.endswith(b"Test message from remote syslog\n")
    await camera.stop()
    await asyncio.wait_for(receiver.gone.wait(), PATIENCE)
    server.close()


async def test_parameters_and_the_api_are_one_truth(start, client):
    web = client(await start())
    assert await ask(web, "status") == {"enabled": False, "servers": []}
    update = "/axis-cgi/param.cgi?action=update&root.API.RemoteSyslog1."
    assert "OK" in (await web.get(update + "Server2.Address=192.0.2.7")).text
    assert "OK" in (await web.get(update + "Server2.Severity=Info")).text
    assert "OK" in (await web.get(update + "Enabled=true")).text
    one = (await ask(web, "status"))["servers"][0]
    assert (one["address"], one["severity"], one["port"], one["protocol"]) == ("192.0.2.7", "Informational", 6514, "TLS")
    assert (await ask(web, "disable"))["enabled"] is False
    listed = (await web.get("/axis-cgi/param.cgi?action=list&group=API.RemoteSyslog1")).text
    assert "Enabled=false" in listed and "Server2.Address=192.0.2.7" in listed and "Server2.Severity=Info\n" in listed


@pytest.mark.parametrize(
    ("method", "params", "code", "details"),
    [
        ("setup", {}, 2103, None),
        ("setup", {"servers": [{"port": 5}]}, 2103, {"propertyName": "address"}),
        ("setup", {"servers": [{"address": "192.0.2.1", "severity": "Loud"}]}, 2104, {"address": "192.0.2.1", "propertyName": "severity"}),
        ("setup", {"servers": [{"address": "192.0.2.1", "port": 65536}]}, 2104, {"address": "192.0.2.1", "propertyName": "port"}),
        ("setup", {"servers": [{"address": "a b"}]}, 2104, {"address": "a b", "propertyName": "address"}),
        ("setup", {"servers": [7]}, 2104, {"address": "", "propertyName": "servers"}),
        ("setup", {"servers": [{"address": "a"}, {"address": "A"}]}, 2201, None),
        ("setup", {"servers": [{"address": "a"}, {"address": "b"}, {"address": "c"}]}, 2203, None),
        ("enable", {}, 2200, None),
        ("test", {}, 2202, None),
        ("sleep", {}, 2102, None),
    ],
)
async def test_a_refusal_changes_nothing(start, client, method, params, code, details):
    web = client(await start())
    error = await ask(web, method, **params)
    assert error["code"] == code and error.get("details") == details
    assert await ask(web, "status") == {"enabled": False, "servers": []}


async def test_all_faults_of_a_request_are_told(start, client):
    error = await ask(client(await start()), "setup", servers=[{"severity": "x"}, {"address": "ok", "port": 0}])
    assert [error["code"], *(one["code"] for one in error["errors"])] == [2103, 2104, 2104]


async def test_a_server_that_is_away_harms_nobody(start, client):
    camera = await start()
    web = client(camera)
    await ask(web, "setup", servers=[{"address": "127.0.0.1", "port": 1, "protocol": "TCP", "severity": "Debug"}])
    for number in range(500):
        camera.device.organ(Log).write("x", str(number))
    assert (await ask(web, "status"))["enabled"] is True
    assert camera.device.organ(Power).ready


def test_octets_are_counted_not_letters():
    assert framed("ä", counted=True) == b"2 \xc3\xa4"
