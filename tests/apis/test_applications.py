"""The application CGIs: packages are read and never run, states follow control.cgi and outlive a restart, keys and switches count."""

from __future__ import annotations

import gzip
import io
import xml.etree.ElementTree as ET

import httpx
import pytest

from camsim.device.applications import Applications
from tests.apis import eap

BASE = "/axis-cgi/applications/"
KEY = "ApplicationID=500100\nVersion=2.1-7\nExpirationDate=2026-06-01\n"


async def send(web: httpx.AsyncClient, content: bytes, path: str = "upload.cgi", field: str = "packfil") -> str:
    answer = await web.post(BASE + path, files={field: ("app.eap", content, "application/octet-stream")})
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain")
    return answer.text


async def rows(web: httpx.AsyncClient) -> dict[str, dict[str, str]]:
    answer = await web.post(BASE + "list.cgi")
    assert answer.headers["Content-Type"].startswith("text/xml") and not answer.text.startswith("<?xml")
    return {row.attrib["Name"]: dict(row.attrib) for row in ET.fromstring(answer.text)}


async def control(web: httpx.AsyncClient, action: str, package: str = "birds") -> str:
    return (await web.post(f"{BASE}control.cgi?action={action}&package={package}")).text


async def test_a_package_is_installed_stopped_and_listed_with_what_it_says(start, client):
    web = client(await start())
    assert await send(web, eap.package()) == "OK\n"
    assert await rows(web) == {
        "birds": {
            "Name": "birds",
            "NiceName": "Bird Counter",
            "Vendor": "Example Vendor",
            "Version": "2.1-7",
            "ApplicationID": "500100",
            "License": "None",
            "Status": "Stopped",
            "ConfigurationPage": "local/birds/index.html",
            "VendorHomePage": "http://example.com",
            "LicenseName": "Available",
        }
    }
    assert '<reply result="ok">\n <application Name="birds" ' in (text := (await web.get(BASE + "list.cgi")).text)
    assert text.endswith(' LicenseName="Available" />\n</reply>\n')


async def test_a_manifest_alone_will_do(start, client):
    web = client(await start())
    assert await send(web, eap.of_manifest(appId="7")) == "OK\n"
    assert (await rows(web))["birds"]["Version"] == "2.1-7"


async def test_states_follow_control_and_outlive_a_restart(start, client):
    camera = await start(users="root:pass:admin")
    web = client(camera)
    assert await send(web, eap.package()) == "OK\n"
    assert await control(web, "stop") == "Error: 7\n" and await control(web, "restart") == "Error: 7\n"
    assert await control(web, "start") == "OK\n" and await control(web, "start") == "Error: 6\n"
    assert await control(web, "restart") == "OK\n"
    await web.get("/axis-cgi/restart.cgi")
    await camera.clock.advance(60)
    assert (await rows(web))["birds"]["Status"] == "Running"
    assert await control(web, "remove") == "OK\n" and await control(web, "start") == "Error: 4\n"
    assert await rows(web) == {}


async def test_what_has_nothing_to_run_is_idle(start, client):
    web = client(await start())
    await send(web, eap.package(STARTMODE="once"))
    assert await control(web, "start") == "OK\n"
    assert (await rows(web))["birds"]["Status"] == "Idle"


@pytest.mark.parametrize("query", ["", "action=start", "action=fly&package=birds", "action=stop&package=BIRDS"])
async def test_a_call_that_names_nothing_is_an_error_by_number(start, client, query):
    web = client(await start())
    await send(web, eap.package())
    assert (await web.get(f"{BASE}control.cgi?{query}")).text in ("Error: 4\n", "Error: 10\n")


async def test_an_upgrade_keeps_the_state_and_another_vendor_is_refused(start, client):
    web = client(await start())
    await send(web, eap.package())
    await control(web, "start")
    assert await send(web, eap.package(APPMINORVERSION="2")) == "OK\n"
    assert (await rows(web))["birds"]["Version"] == "2.2-7" and (await rows(web))["birds"]["Status"] == "Running"
    assert await send(web, eap.package(VENDOR="Somebody Else")) == "Error: 27\n"
    assert await send(web, eap.package(APPNAME="Birds")) == "Error: 14\n"
    assert (await rows(web))["birds"]["Version"] == "2.2-7"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 1),
        (b"PK\3\4 a zip", 1),
        (gzip.compress(b"no tar", mtime=0), 1),
        (eap.package()[:-40], 1),
        (eap.archive({"readme": b"x"}), 29),
        (eap.package(APPNAME=""), 29),
        (eap.package(APPNAME="../../etc"), 29),
        (eap.package(APPNAME="axhttp Rust"), 29),
        (eap.archive({"manifest.json": b"[" * 5000}), 29),
        (eap.package(APPTYPE="mips"), 5),
        (eap.package(REQEMBDEVVERSION="9.0"), 5),
        (eap.package(APPUSR="root"), 13),
    ],
)
async def test_what_is_wrong_with_a_package_has_its_number_and_changes_nothing(start, client, content, code):
    web = client(await start())
    assert await send(web, content) == f"Error: {code}\n"
    assert await rows(web) == {}


async def test_a_bomb_is_cut_off(start, client, monkeypatch):
    monkeypatch.setattr("camsim.wire.eap.LARGEST_UNPACKED", 1_000_000)
    web = client(await start())
    assert await send(web, eap.package({"zeros": bytes(3_000_000)})) == "Error: 3\n"
    assert await send(web, eap.package()) == "OK\n", "the next upload finds the place free"


async def test_links_and_odd_members_are_not_followed(start, client):
    import tarfile

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        link = tarfile.TarInfo("package.conf")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert await send(client(await start()), made.getvalue()) == "Error: 29\n"


async def test_license_keys(start, client):
    camera = await start()
    web = client(camera)
    assert await send(web, KEY.encode(), "license.cgi?action=uploadlicensekey&package=birds") == "Error: 24\n"
    await send(web, eap.package(LICENSEPAGE="axis"))
    assert (await rows(web))["birds"]["License"] == "Missing"
    path = "license.cgi?action=uploadlicensekey&package=birds"
    for content, code in (
        ("nothing", 21),
        (KEY.replace("500100", "1"), 25),
        (KEY.replace("2.1-7", "1.0-0"), 26),
        (KEY + "SerialNumber=000000000000\n", 30),
        (KEY.replace("2026-06-01", "2020-06-01"), 31),
    ):
        assert await send(web, content.encode(), path) == f"Error: {code}\n"
    assert (await web.post(f"{BASE}{path}")).text == "Error: 22\n"
    assert await send(web, (KEY + f"SerialNumber={camera.device.serial}\n").encode(), path) == "OK\n"
    row = (await rows(web))["birds"]
    assert (row["License"], row["LicenseExpirationDate"]) == ("Valid", "2026-06-01")
    await camera.clock.advance(200 * 86400)
    assert (await rows(web))["birds"]["License"] == "Invalid"
    remove = f"{BASE}license.cgi?action=removelicensekey&package=birds"
    assert (await web.post(remove)).text == "OK\n" and (await web.get(remove)).text == "Error: 23\n"
    assert (await rows(web))["birds"]["License"] == "Missing"


async def test_switches_by_version(start, client):
    web = client(await start("q6135-le"))
    assert await send(web, eap.package()) == "Error: 2\n", "OS 12 wants a signature"
    assert await send(web, eap.package(signature=b"signed")) == "OK\n"
    assert (await web.get(f"{BASE}config.cgi?action=set&name=AllowUnsigned&value=maybe")).status_code == 400
    assert (await web.get(f"{BASE}config.cgi?action=get&name=AllowRoot")).status_code == 400
    answer = await web.post(f"{BASE}config.cgi?action=set&name=AllowUnsigned&value=true")
    assert answer.text == '<reply result="ok">\n <param name="AllowUnsigned" value="true" />\n</reply>\n'
    assert await send(web, eap.package(APPNAME="more")) == "OK\n"
    assert "acap3" not in (await web.get(f"{BASE}info.cgi")).text


async def test_switches_before_twelve(start, client):
    web = client(await start())
    answer = await web.get(f"{BASE}config.cgi?action=get&name=AllowRoot")
    assert answer.text == '<reply result="ok">\n <param name="AllowRoot" value="false" />\n</reply>\n'
    answer = await web.get(f"{BASE}config.cgi?action=set&name=AllowRoot&value=maybe")
    assert answer.status_code == 200 and '<error type="1" message="Error: gdbus call failed" />' in answer.text
    assert (await web.get(f"{BASE}config.cgi?action=set&name=AllowRoot&value=true")).status_code == 200
    assert await send(web, eap.package(APPUSR="root")) == "OK\n"
    old = client(await start("p5512"))
    assert (await old.get(f"{BASE}config.cgi?action=get&name=AllowUnsigned")).status_code == 404


async def test_only_an_administrator_may(start, client):
    camera = await start(users="root:pass:admin,op:op:operator")
    web = client(camera, "op", "op")
    answer = await web.post(BASE + "upload.cgi", files={"file": ("a.eap", eap.package())})
    assert answer.status_code == 403 and not camera.device.organ(Applications).all()
