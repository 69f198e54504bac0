"""Connection tests: what answers a ping by the tester's rule, and TCP connections that are really opened or not at all."""

from __future__ import annotations

import asyncio

import pytest

from camsim.contract import probe
from camsim.control.errors import HandError


async def ping(web, host):
    return (await web.get("/axis-cgi/pingtest.cgi", params={"ip": host})).text.strip()


async def connect(web, host, port):
    return (await web.get("/axis-cgi/tcptest.cgi", params={"address": host, "port": port})).text.strip()


async def test_pings_by_the_testers_rule(start, client):
    camera = await start()
    web = client(camera)
    own = (await web.get("/axis-cgi/param.cgi?action=list&group=Network.eth0.IPAddress")).text.strip().partition("=")[2]
    assert await ping(web, own) == await ping(web, "127.8.9.1") == await ping(web, "::1") == "got response"
    assert await ping(web, "nas.example.org") == "no response"
    camera.set_host("NAS.example.org")
    camera.set_host("127.0.0.1", answers=False)
    assert await ping(web, "nas.example.org") == "got response"
    assert await ping(web, "127.0.0.1") == "no response"
    assert [one.name for one in camera.hosts()] == ["nas.example.org", "127.0.0.1"]
    for hostile in ("; reboot", "-f 127.0.0.1", "127.0.0.1 ", "a" * 5000, "\x00"):
        assert await ping(web, hostile) == "no response"
    for name in ("a b", "a" * 254, "a\n"):
        with pytest.raises(HandError):
            camera.set_host(name)
    camera.reset()
    assert camera.hosts() == [] and await ping(web, "127.0.0.1") == "got response"


async def test_a_tcp_test_really_connects(start, client):
    camera = await start()
    web, met = client(camera), []
    server = await asyncio.start_server(lambda reader, writer: (met.append(1), writer.close()), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await connect(web, "127.0.0.1", port) == await connect(web, "localhost", port) == "Test successful."
    await asyncio.sleep(0)
    assert met == [1, 1]
    camera.set_host("127.0.0.1", connects=False)
    assert await connect(web, "127.0.0.1", port) == "Test failed: Network is unreachable"
    server.close()
    await server.wait_closed()
    assert await connect(web, "localhost", port) == "Test failed: Connection refused"


async def test_nothing_beyond_loopback_is_touched_unless_the_tester_allows_it(start, client, monkeypatch):
    camera = await start()
    web, asked = client(camera), []

    async def obstacle(host, port):
        asked.append((host, port))
        return ""

    monkeypatch.setattr(probe, "obstacle", obstacle)
    for host in ("192.0.2.1", "example.org", "10.0.0.1", "::ffff:10.0.0.1", "0.0.0.0", "127.0.0.1.example.org", "", "2130706433"):
        assert await connect(web, host, 80) == "Test failed: Network is unreachable", host
    assert asked == []
    camera.set_host("192.0.2.1", connects=True)
    assert await connect(web, "192.0.2.1", 80) == "Test successful."
    assert asked == [("192.0.2.1", 80)]
    for port in (0, -1, 65536, 10**40):
        assert (await connect(web, "127.0.0.1", port)).startswith("Test failed: ")
    assert len(asked) == 1


async def test_a_name_that_nobody_knows_is_an_obstacle():
    assert await probe.obstacle("no host", 1) != ""
