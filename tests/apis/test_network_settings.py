"""Network settings: one truth with root.Network.*; sub-codes; a restart keeps, a soft default keeps the address."""

from __future__ import annotations

import json

import pytest

PATH = "/axis-cgi/network_settings.cgi"
V4 = "setIPv4AddressConfiguration"


async def call(web, method, **params):
    return (await web.post(PATH, content=json.dumps({"apiVersion": "1.0", "method": method, "params": params}))).json()


async def info(web):
    return (await call(web, "getNetworkInfo"))["data"]


async def parameters(web, group):
    text = (await web.get(f"/axis-cgi/param.cgi?action=list&group={group}")).text
    return dict(line.split("=", 1) for line in text.splitlines())


@pytest.fixture
async def web(start, client):
    return client(await start("q6135-le"))


async def test_a_static_address_is_seen_by_both_roads(web):
    before = await info(web)
    assert before["devices"][0]["IPv4"]["configurationMode"] == "dhcp"
    static = [{"address": "10.0.0.7", "prefixLength": 16}]
    done = await call(
        web, V4, deviceName="eth0", configurationMode="static", staticDefaultRouter="10.0.0.1", staticAddressConfigurations=static
    )
    assert done["data"] == {}
    v4 = (await info(web))["devices"][0]["IPv4"]
    assert v4["configurationMode"] == "static" and v4["defaultRouter"] == "10.0.0.1"
    assert v4["addresses"][-1] == {
        "address": "10.0.0.7",
        "prefixLength": 16,
        "origin": "static",
        "scope": "global",
        "broadcast": "10.0.255.255",
    }
    listed = await parameters(web, "root.Network.BootProto,root.Network.SubnetMask,Network.eth0,root.Network.Routing.DefaultRouter")
    assert listed["root.Network.BootProto"] == "none" and listed["root.Network.SubnetMask"] == "255.255.0.0"
    assert listed["root.Network.eth0.IPAddress"] == "10.0.0.7" and listed["root.Network.eth0.Broadcast"] == "10.0.255.255"
    assert listed["root.Network.Routing.DefaultRouter"] == "10.0.0.1"
    assert (await web.get("/axis-cgi/param.cgi?action=update&Network.BootProto=dhcp")).text == "OK"
    assert (await info(web))["devices"][0]["IPv4"]["addresses"] == before["devices"][0]["IPv4"]["addresses"]


async def test_names_and_name_servers(web):
    await call(web, "setHostnameConfiguration", staticHostname="gate-3", useDhcpHostname=False)
    servers, domains = ["192.0.2.1", "192.0.2.2", "2001:db8::1"], ["one.example", "two.example"]
    await call(web, "setResolverConfiguration", useDhcpResolverInfo=False, staticNameServers=servers, staticSearchDomains=domains)
    system = (await info(web))["system"]
    assert system["hostname"] == {"useDhcpHostname": False, "hostname": "gate-3", "staticHostname": "gate-3"}
    assert system["resolver"]["nameServers"] == servers and system["resolver"]["searchDomains"] == domains
    listed = await parameters(web, "Network.Resolver,Network.VolatileHostName,root.Network.DNSServer2")
    assert listed["root.Network.Resolver.NameServerList"] == " ".join(servers) and listed["root.Network.DNSServer2"] == servers[1]
    assert listed["root.Network.VolatileHostName.HostName"] == "gate-3" and listed["root.Network.Resolver.Search"] == " ".join(domains)
    assert (await web.get("/axis-cgi/param.cgi?action=update&Network.DomainName=three.example")).text == "OK"
    assert (await info(web))["system"]["resolver"]["domainName"] == "three.example"
    await web.get("/axis-cgi/param.cgi?action=update&Network.Resolver.ObtainFromDHCP=yes&Network.VolatileHostName.ObtainFromDHCP=yes")
    system = (await info(web))["system"]
    assert system["hostname"]["hostname"].startswith("axis-") and system["resolver"]["nameServers"] == ["192.168.0.1"]


@pytest.mark.parametrize(
    ("method", "params", "code", "sub"),
    [
        ("setHostnameConfiguration", {"staticHostname": "no name"}, 4004, 100),
        ("setHostnameConfiguration", {"staticHostname": "a" * 64}, 4004, 100),
        ("setResolverConfiguration", {"staticNameServers": ["x"]}, 4004, 101),
        ("setResolverConfiguration", {"staticNameServers": ["192.0.2.1"] * 4}, 4004, 101),
        ("setResolverConfiguration", {"staticSearchDomains": ["a b"]}, 4004, 102),
        ("setResolverConfiguration", {"staticDomainName": "-"}, 4004, 103),
        ("setGlobalProxyConfiguration", {"httpsProxy": "two words"}, 4004, 101),
        (V4, {"deviceName": "eth1"}, 5000, None),
        (V4, {"deviceName": "eth0", "staticDefaultRouter": "::1"}, 4004, 102),
        (V4, {"deviceName": "eth0", "staticAddressConfigurations": []}, 4004, 103),
        (V4, {"deviceName": "eth0", "staticAddressConfigurations": [{"address": "1.2.3", "prefixLength": 24}]}, 4004, 104),
        (V4, {"deviceName": "eth0", "staticAddressConfigurations": [{"address": "1.2.3.4", "prefixLength": 40}]}, 4004, 105),
        (V4, {"deviceName": "eth0", "linkLocalMode": "maybe"}, 4004, 109),
        (V4, {}, 4003, None),
        ("setIPv6AddressConfiguration", {"deviceName": "wlan0", "enabled": True}, 5000, None),
        ("setDeviceConfiguration", {"deviceName": "eth0", "staticState": "sideways"}, 4004, None),
    ],
)
async def test_what_is_wrong_is_told_by_number_and_changes_nothing(web, method, params, code, sub):
    before = await info(web)
    error = (await call(web, method, **params))["error"]
    assert (error["code"], error.get("details", {}).get("subCode")) == (code, sub)
    assert await info(web) == before


async def test_link_local_ipv6_and_state(web):
    await call(web, V4, deviceName="eth0", linkLocalMode="on", useStaticDHCPFallback=True, useDHCPStaticRoutes=True)
    await call(web, "setIPv6AddressConfiguration", deviceName="eth0", enabled=False)
    await call(web, "setDeviceConfiguration", deviceName="eth0", staticState="down")
    device = (await info(web))["devices"][0]
    assert device["IPv4"]["linkLocalMode"] == "on" and device["IPv4"]["useStaticDHCPFallback"] and device["IPv4"]["useDHCPStaticRoutes"]
    assert device["IPv6"] == {"enabled": False, "addresses": []} and device["staticState"] == "down"
    await call(web, V4, deviceName="eth0", linkLocalMode="off", enabled=False)
    assert (await info(web))["devices"][0]["IPv4"]["addresses"] == []


async def test_a_soft_default_keeps_the_address(start, client):
    camera = await start("q6135-le")
    web = client(camera)
    static = [{"address": "10.0.0.7", "prefixLength": 16}]
    await call(web, V4, deviceName="eth0", configurationMode="static", staticAddressConfigurations=static)
    await call(web, "setGlobalProxyConfiguration", httpProxy="http://proxy.example:3128")
    await web.get("/axis-cgi/factorydefault.cgi")
    await camera.clock.advance(30)
    await web.get("/axis-cgi/pwdgrp.cgi?action=add&user=root&pwd=pass&grp=root&sgrp=admin:operator:viewer:ptz")
    after = await info(web)
    assert after["devices"][0]["IPv4"]["addresses"][-1]["address"] == "10.0.0.7" and after["system"]["globalProxies"]["httpProxy"] == ""


async def test_older_versions_know_less(start, client):
    web = client(await start("companion-bullet-le"))
    answer = await call(web, "getNetworkInfo")
    assert answer["apiVersion"] == "1.6" and "globalProxies" not in answer["data"]["system"]
    assert (await call(web, "setGlobalProxyConfiguration"))["error"]["code"] == 4000
