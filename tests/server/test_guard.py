"""Who gets in: the IP filter and the firewall by the client's address, and clients that guess passwords."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from camsim.control.errors import HandError
from camsim.device.firewall import Firewall
from camsim.device.ip_filter import IpFilter
from camsim.device.log import Log

PAGE = "/axis-cgi/usergroup.cgi"
BLOCKED = "tns1:Device/tnsaxis:Network/BlockedIP"


@pytest.fixture
async def come():
    """Makes a client that comes from an address: `come(camera, "127.0.0.5")`."""
    made: list[httpx.AsyncClient] = []

    def one(camera, address, auth=("root", "pass"), url=None):
        transport = httpx.AsyncHTTPTransport(local_address=address, verify=False)
        client = httpx.AsyncClient(base_url=url or camera.url, transport=transport, auth=httpx.DigestAuth(*auth), timeout=20)
        made.append(client)
        return client

    yield one
    for client in made:
        await client.aclose()


async def gets_in(camera, come, address, url=None):
    """Whether the web server says a word to a client from there."""
    try:
        await come(camera, address, url=url).get(PAGE)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.ConnectError, httpx.WriteError):
        return False
    return True


async def update(camera, come, **parameters):
    query = "&".join(f"Network.Filter.{name.replace('_', '.')}={value}" for name, value in parameters.items())
    assert (await come(camera, "127.0.0.1").get(f"/axis-cgi/param.cgi?action=update&{query}")).text.strip() == "OK"


@pytest.mark.parametrize("profile", ["p3245-lve", "p5512"])
async def test_the_ip_filter_lets_in_whom_it_is_told_to(start, come, profile):
    camera = await start(profile)
    assert await gets_in(camera, come, "127.0.0.9")
    await update(camera, come, Input_AcceptAddresses="127.0.0.1%20127.0.1.0/24", Input_Policy="allow", Log_Enabled="yes", Enabled="yes")
    for address, there in (("127.0.0.1", True), ("127.0.1.77", True), ("127.0.0.9", False), ("127.0.2.1", False)):
        assert await gets_in(camera, come, address) is there, address
    assert camera.device.organ(IpFilter).state.dropped == 2
    assert "127.0.2.1" in camera.device.organ(Log).state.system[-1].text
    await update(camera, come, Input_AcceptAddresses="127.0.1.77", Input_Policy="deny")
    assert await gets_in(camera, come, "127.0.2.1") and not await gets_in(camera, come, "127.0.1.77")
    await update(camera, come, Enabled="no")
    assert await gets_in(camera, come, "127.0.1.77")


async def test_the_ip_filter_guards_every_port_and_not_the_control_side(start, come):
    camera = await start("p3245-lve")
    await update(camera, come, Input_AcceptAddresses="127.0.0.1", Enabled="yes")
    assert not await gets_in(camera, come, "127.0.0.9", url=camera.https_url)
    assert await gets_in(camera, come, "127.0.0.1", url=camera.https_url)
    reader, writer = await asyncio.open_connection("127.0.0.1", camera._ports["rtsp"].number, local_addr=("127.0.0.9", 0))
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        writer.write(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")
        await reader.readexactly(1)
    writer.close()
    assert (await come(camera, "127.0.0.9", url=camera.control_url).get("/health")).status_code == 200


@pytest.mark.parametrize("addresses", ["1.2.3", "1.2.3.4/33", "host.example", "::1/129", " ".join(["10.0.0.1"] * 257)])
async def test_what_is_no_address_is_refused_and_nothing_changes(start, come, addresses):
    camera = await start("p3245-lve")
    web = come(camera, "127.0.0.1")
    answer = await web.get("/axis-cgi/param.cgi", params={"action": "update", "Network.Filter.Input.AcceptAddresses": addresses})
    assert "Error" in answer.text
    assert (await web.get("/axis-cgi/param.cgi?action=list&group=Network.Filter.Input.AcceptAddresses")).text.strip().endswith("=")


# ---- firewall

RULES = "/config/rest/firewall/v1/conf/setRules"


def rules(*given, policy="ACCEPT", seconds=0):
    return {"data": {"rules": list(given), "defaultPolicy": policy, "fallbackTime": seconds}}


def drop(**what):
    return {"ruleType": "FILTER", "filter": {"policy": "DROP"}, **what}


def accept(**what):
    return {"ruleType": "FILTER", "filter": {"policy": "ACCEPT"}, **what}


@pytest.fixture
async def walled(start, come):
    camera = await start("q6135-le")
    web = come(camera, "127.0.0.1")
    await web.patch("/config/rest/firewall/v1/activated", json={"data": True})
    return camera, web


@pytest.mark.parametrize(
    ("wall", "inside", "outside"),
    [
        (rules(drop(ip="127.0.0.9")), "127.0.0.8", "127.0.0.9"),
        (rules(accept(ip="127.0.0.0/29"), drop(ip="127.0.0.1"), policy="DROP"), "127.0.0.1", "127.0.0.9"),
        (rules(drop(ipRange={"start": "127.0.0.5", "end": "127.0.0.9"}, tcpPort=80)), "127.0.0.4", "127.0.0.7"),
        (rules(drop(ip="127.0.0.9", port={"portType": "BOTH", "portNum": 80})), "127.0.0.8", "127.0.0.9"),
        (rules(drop(ip="127.0.0.9", portRange={"portType": "TCP", "start": 79, "end": 81}), drop(udpPort=80)), "127.0.0.8", "127.0.0.9"),
        (rules(drop(mac="00:1B:63:84:45:E6"), drop(pktType="MULTICAST"), drop(ip="127.0.0.9"), drop(ip="::1")), "127.0.0.8", "127.0.0.9"),
    ],
)
async def test_rules_count_in_their_order(walled, come, wall, inside, outside):
    camera, web = walled
    assert (await web.post(RULES, json=wall)).json() == {"status": "success"}
    assert await gets_in(camera, come, inside) and not await gets_in(camera, come, outside)
    camera.device.organ(Firewall).activate(False)
    assert await gets_in(camera, come, outside)


async def test_rules_on_trial_are_gone_after_their_time_unless_confirmed(walled, come):
    camera, web = walled

    async def told():
        return (await web.get("/config/rest/firewall/v1/conf/rules")).json()["data"]

    async def until(path):
        assert (await web.post(f"/config/rest/firewall/v1/conf/{path}", json={"data": {}})).json() == {"status": "success"}

    await web.post(RULES, json=rules(drop(ip="127.0.0.9"), seconds=30))
    assert (await told())["testTimeLeft"] == 30 and len((await told())["pendingRules"]) == 1
    assert not await gets_in(camera, come, "127.0.0.9")
    await camera.advance(30)
    assert (await told()) == {
        "activeRules": [], "activeDefaultPolicy": "ACCEPT", "pendingRules": [], "pendingDefaultPolicy": None, "testTimeLeft": 0
    }  # fmt: skip
    assert await gets_in(camera, come, "127.0.0.9")
    await web.post(RULES, json=rules(drop(ip="127.0.0.9"), seconds=30))
    await until("confirmRules")
    await camera.advance(60)
    assert not await gets_in(camera, come, "127.0.0.9")
    await web.post(RULES, json=rules(policy="DROP", seconds=10))
    await camera.advance(10)
    await web.post(RULES, json=rules(seconds=10))
    await until("clearPendingRules")
    assert len((await told())["activeRules"]) == 1


async def test_a_limit_drops_what_comes_too_often(walled, come):
    camera, web = walled
    limit = {"amount": 60, "period": "MINUTE", "unit": "NEWCONNECTIONS", "burst": 3}
    await web.post(RULES, json=rules({"ruleType": "LIMIT", "ip": "127.0.0.9", "tcpPort": 80, "limit": limit}))
    assert [await gets_in(camera, come, "127.0.0.9") for _ in range(5)] == [True, True, True, False, False]
    assert await gets_in(camera, come, "127.0.0.8")
    await camera.advance(2)
    assert [await gets_in(camera, come, "127.0.0.9") for _ in range(3)] == [True, True, False]


async def test_a_restart_brings_the_rules_before_the_trial_back(walled):
    camera, web = walled
    await web.post(RULES, json=rules(drop(ip="127.0.0.9"), policy="DROP", seconds=3600))
    upgraded = Firewall(camera.device)
    upgraded.carry(camera.device.organ(Firewall).dump())
    assert (upgraded.state.activated, upgraded.state.active.rules, upgraded.test_left) == (True, (), 0)
    camera.reboot()
    await camera.advance(30)
    assert (await web.get("/config/rest/firewall/v1")).json()["data"]["conf"]["rules"]["activeRules"] == []


# ---- wrong passwords


async def fail(camera, come, address, times, page=PAGE, pages=()):
    thief, asked = come(camera, address), pages or [page]
    guesses = (thief.get(asked[number % len(asked)], auth=httpx.DigestAuth("root", "guess")) for number in range(times))
    return [(await guess).status_code for guess in guesses]


async def test_too_many_wrong_passwords_shut_a_client_out_for_a_while(start, come):
    camera = await start("q6135-le")
    assert set(await fail(camera, come, "127.0.0.5", 20)) == {401}
    assert await fail(camera, come, "127.0.0.5", 1) == [403]
    assert (await come(camera, "127.0.0.5").get(PAGE)).status_code == 403, "the right password does not help"
    assert (await come(camera, "127.0.0.6").get(PAGE)).status_code == 200
    assert [(one.address, one.seconds) for one in camera.blocked_clients()] == [("127.0.0.5", 10)]
    await camera.advance(9)
    assert (await come(camera, "127.0.0.5").get(PAGE)).status_code == 403
    await camera.advance(9)
    assert [one.seconds for one in camera.blocked_clients()] == [1], "each request begins the time anew"
    await camera.advance(1)
    assert (await come(camera, "127.0.0.5").get(PAGE)).status_code == 200
    assert camera.blocked_clients() == []


async def test_it_is_told_and_can_be_lifted(start, come):
    camera = await start("m1075-l")
    await fail(camera, come, "127.0.0.5", 20)
    assert camera.read_events(BLOCKED).entries[-1].data == {"address": "127.0.0.5"}
    camera.unblock_client("127.0.0.5")
    assert (await come(camera, "127.0.0.5").get(PAGE)).status_code == 200
    with pytest.raises(HandError, match="not blocked"):
        camera.unblock_client("127.0.0.5")


async def test_failures_that_are_far_apart_do_not_add_up(start, come):
    camera = await start("q6135-le")
    for _ in range(3):
        assert set(await fail(camera, come, "127.0.0.5", 19)) == {401}
        await camera.advance(1.5)
    assert camera.blocked_clients() == []


async def test_limits_of_a_page_and_of_all_pages(start, come):
    camera = await start("companion-bullet-le")
    web = come(camera, "127.0.0.1")
    pages = ["/axis-cgi/usergroup.cgi", "/axis-cgi/param.cgi?action=list", "/axis-cgi/jpg/image.cgi"]
    assert set(await fail(camera, come, "127.0.0.5", 60)) == {401}, "off as it leaves the factory"
    on = "System.PreventDoSAttack."
    await web.get(
        f"/axis-cgi/param.cgi?action=update&{on}ActivatePasswordThrottling=On&{on}DoSPageCount=4&{on}DoSSiteCount=6&{on}DoSBlockingPeriod=30"
    )
    assert await fail(camera, come, "127.0.0.6", 5) == [401] * 4 + [403]
    assert await fail(camera, come, "127.0.0.7", 7, pages=pages) == [401] * 6 + [403]
    await web.get(f"/axis-cgi/param.cgi?action=update&{on}DoSPageCount=0&{on}DoSSiteCount=0")
    assert set(await fail(camera, come, "127.0.0.8", 30)) == {401}
    await web.get(f"/axis-cgi/param.cgi?action=update&{on}ActivatePasswordThrottling=Off")
    assert camera.blocked_clients() == []


async def test_asking_without_a_login_and_old_nonces_are_no_guesses(start, client):
    camera = await start("q6135-le")
    web = client(camera)
    for _ in range(30):
        assert (await client(camera, None).get(PAGE)).status_code == 401
    for _ in range(30):
        camera.app.auth.renew()
        assert (await web.get(PAGE)).status_code == 200
    assert camera.blocked_clients() == []
