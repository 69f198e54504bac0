"""time.cgi, date.cgi and the Time parameters."""

from __future__ import annotations

from datetime import datetime

import pytest

from camsim.device.time import SyncSource, Time

PATH = "/axis-cgi/time.cgi"
USERS = "root:pass:admin,op:op:operator,eye:eye:viewer"


async def ask(web, method, params=None, **more):
    message = {"apiVersion": "1.0", "method": method, **({} if params is None else {"params": params}), **more}
    answer = await web.post(PATH, json=message)
    assert answer.status_code == 200
    return answer.json()


async def parameter(web, name):
    return (await web.get("/axis-cgi/param.cgi", params={"action": "list", "group": name})).text.partition("=")[2].rstrip("\n")


async def update(web, **values):
    return (await web.get("/axis-cgi/param.cgi", params={"action": "update", **values})).text


# ---- time.cgi


async def test_all_zones(start, client):
    web = client(await start())
    data = (await ask(web, "getAll"))["data"]
    assert list(data) == ["dateTime", "localDateTime", "maxYearSupported", "posixTimeZone", "dstEnabled", "timeZones"]
    assert {"Europe/Stockholm", "Africa/Accra", "UTC"} <= set(data["timeZones"])


async def test_setting_the_time(start, client):
    camera = await start()
    web = client(camera)
    assert (await ask(web, "setDateTime", {"dateTime": "2030-05-06T07:08:09Z"}))["data"] == {"dateTime": "2030-05-06T07:08:09Z"}
    await camera.clock.advance(1.5)
    answer = await web.post(PATH, json={"apiVersion": "1.0", "method": "getDateTimeInfo"})
    assert answer.json()["data"]["dateTime"] == "2030-05-06T07:08:10Z"
    assert answer.headers["Date"] == "Mon, 06 May 2030 07:08:10 GMT"


@pytest.mark.parametrize(
    "moment",
    ["", "now", "2030-05-06", "2030-05-06 07:08:09", "2030-05-06T07:08:09", "2030-05-06T07:08:09+00:00", "2030-05-06T07:08:09.5Z",
     "2030-13-06T07:08:09Z", "2030-02-30T07:08:09Z", "2030-05-06T24:08:09Z", "2030-05-06T07:08:60Z", "2070-01-01T00:00:00Z",
     "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "2030-05-06T07:08:09Z\n", "٢٠٣٠-05-06T07:08:09Z", 5, None],
)  # fmt: skip
async def test_bad_moments(start, client, moment):
    camera = await start()
    before = camera.device.dump()
    assert (await ask(client(camera), "setDateTime", {"dateTime": moment}))["error"] == {"code": 4004, "message": "Invalid parameter(s)"}
    assert camera.device.dump() == before


async def test_the_bounds(start, client):
    web = client(await start())
    for moment in ("1970-01-01T00:00:00Z", "2069-12-31T23:59:59Z"):
        assert "data" in await ask(web, "setDateTime", {"dateTime": moment})
        assert (await ask(web, "getDateTimeInfo"))["data"]["dateTime"] == moment


async def test_iana_zone_posix_zone_and_back(start, client):
    web = client(await start())
    assert (await ask(web, "setTimeZone", {"timeZone": "America/New_York"}))["data"] == {"timeZone": "America/New_York"}
    data = (await ask(web, "getDateTimeInfo"))["data"]
    assert (data["timeZone"], data["posixTimeZone"], data["dstEnabled"]) == ("America/New_York", "EST5EDT,M3.2.0,M11.1.0", True)
    assert data["localDateTime"] == "2025-12-31T19:00:00-05:00"
    zone = "<UTC1>-1<UTC2>-2,M3.5.0/2:00:00,M10.5.0/3:00:00"
    set_ = await ask(web, "setPosixTimeZone", {"posixTimeZone": zone, "enableDst": False})
    assert set_["data"] == {"posixTimeZone": zone, "dstEnabled": False}
    data = (await ask(web, "getDateTimeInfo"))["data"]
    assert "timeZone" not in data and (data["posixTimeZone"], data["dstEnabled"]) == (zone, False)
    await ask(web, "setDateTime", {"dateTime": "2026-07-01T12:00:00Z"})
    assert (await ask(web, "getDateTimeInfo"))["data"]["localDateTime"] == "2026-07-01T13:00:00+01:00"
    assert (await ask(web, "resetTimeZone", apiVersion="1.1"))["data"] == {"status": "success"}
    data = (await ask(web, "getDateTimeInfo"))["data"]
    assert "timeZone" not in data and (data["posixTimeZone"], data["dstEnabled"]) == ("UTC0", True)


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("setTimeZone", {}, 4003),
        ("setTimeZone", None, 4003),
        ("setTimeZone", {"timeZone": "../../etc/passwd"}, 4004),
        ("setTimeZone", {"timeZone": ""}, 4004),
        ("setTimeZone", {"timeZone": "Europe"}, 4004),
        ("setTimeZone", {"timeZone": "CET-1"}, 4004),
        ("setTimeZone", {"timeZone": 1}, 4004),
        ("setTimeZone", {"timeZone": "Europe/Stockholm\x00"}, 4004),
        ("setTimeZone", {"timeZone": "A" * 10000}, 4004),
        ("setPosixTimeZone", {"posixTimeZone": "UTC0"}, 4003),
        ("setPosixTimeZone", {"enableDst": True}, 4003),
        ("setPosixTimeZone", {"posixTimeZone": "Europe/Stockholm", "enableDst": True}, 4004),
        ("setPosixTimeZone", {"posixTimeZone": "UTC0", "enableDst": "yes"}, 4004),
        ("setDateTime", {}, 4003),
        ("setEverything", {}, 4000),
    ],
)
async def test_refusals(start, client, method, params, code):
    camera = await start()
    before = camera.device.dump()
    assert (await ask(client(camera), method, params))["error"]["code"] == code
    assert camera.device.dump() == before


async def test_versions(start, client):
    web = client(await start())
    answer = await web.post(PATH, json={"method": "getSupportedVersions"})
    assert answer.json()["data"] == {"apiVersions": ["1.0"]}
    assert (await ask(web, "getAll", apiVersion="2.0"))["error"] == {"code": 4001, "message": "The specified version is not supported"}


async def test_viewers_read_and_operators_write(start, client):
    camera = await start(users=USERS)
    eye, op = client(camera, "eye", "eye"), client(camera, "op", "op")
    assert "data" in await ask(eye, "getDateTimeInfo")
    for method, params in (
        ("setDateTime", {"dateTime": "2030-01-01T00:00:00Z"}),
        ("setTimeZone", {"timeZone": "UTC"}),
        ("setPosixTimeZone", {"posixTimeZone": "UTC0", "enableDst": True}),
        ("resetTimeZone", {}),
    ):
        message = {"apiVersion": "1.0", "method": method, "params": params}
        assert (await eye.post(PATH, json=message)).status_code == 403
        assert "data" in (await op.post(PATH, json=message)).json()


# ---- which device has what


async def test_old_devices_have_date_cgi_and_new_ones_time_cgi(start, client):
    old, middle, new = [client(await start(name)) for name in ("p5512", "companion-bullet-le", "p3245-lve")]
    assert (await old.post(PATH, json={})).status_code == 404
    assert (await old.get("/axis-cgi/date.cgi")).status_code == 200
    assert "data" in await ask(middle, "getDateTimeInfo")
    assert (await middle.get("/axis-cgi/admin/date.cgi?action=get")).status_code == 200
    for path in ("/axis-cgi/date.cgi", "/axis-cgi/admin/date.cgi"):
        assert (await new.get(path + "?action=get")).status_code == 404


async def test_the_last_year_of_an_older_device(start, client):
    assert (await ask(client(await start("companion-bullet-le")), "getDateTimeInfo"))["data"]["maxYearSupported"] == 2037


# ---- date.cgi


async def test_date_cgi_tells_and_sets_local_time(start, client):
    camera = await start("companion-bullet-le")
    web = client(camera)
    await update(web, **{"Time.POSIXTimeZone": "CST6CDT,M3.2.0,M11.1.0"})
    assert (await web.get("/axis-cgi/date.cgi?action=get")).text == "Dec 31, 2025 18:00:00\r\n"
    assert (await web.get("/axis-cgi/date.cgi?action=set&year=2026&month=7&day=4&hour=12&minute=0&second=5")).text == "OK\r\n"
    assert camera.device.organ(Time).utc().isoformat() == "2026-07-04T17:00:05+00:00"
    assert (await web.get("/axis-cgi/date.cgi?action=set&hour=9&timezone=GMT")).text == "OK\r\n"
    assert camera.device.organ(Time).utc().isoformat() == "2026-07-04T09:00:05+00:00"
    text = (await web.get("/axis-cgi/date.cgi?action=get")).text
    assert datetime.strptime(text.strip(), "%b %d, %Y %H:%M:%S") == datetime(2026, 7, 4, 4, 0, 5)


@pytest.mark.parametrize(
    "query", ["action=sing", "action=set&day=32", "action=set&year=1969", "action=set&year=x", "action=set&year=99999"]
)
async def test_date_cgi_refuses(start, client, query):
    camera = await start("companion-bullet-le")
    before = camera.device.dump()
    answer = await client(camera).get("/axis-cgi/date.cgi?" + query)
    assert answer.status_code == 200 and answer.text.startswith("Request failed: ")
    assert camera.device.dump() == before


async def test_only_administrators_set_by_date_cgi(start, client):
    camera = await start("companion-bullet-le", users=USERS)
    eye = client(camera, "eye", "eye")
    assert (await eye.get("/axis-cgi/date.cgi")).status_code == 200
    assert (await eye.get("/axis-cgi/date.cgi?action=set&year=2030")).text.startswith("Request failed: ")
    assert (await eye.get("/axis-cgi/admin/date.cgi")).status_code in (401, 403)
    assert camera.device.organ(Time).utc().year == 2026


# ---- parameters


async def test_parameters_and_time_cgi_are_one(start, client):
    camera = await start()
    web = client(camera)
    assert await update(web, **{"Time.POSIXTimeZone": "CET-1CEST,M3.5.0,M10.5.0/3", "Time.DST.Enabled": "no"}) == "OK"
    data = (await ask(web, "getDateTimeInfo"))["data"]
    assert (data["posixTimeZone"], data["dstEnabled"]) == ("CET-1CEST,M3.5.0,M10.5.0/3", False)
    await ask(web, "setTimeZone", {"timeZone": "Asia/Tokyo"})
    assert (await parameter(web, "Time.POSIXTimeZone"), await parameter(web, "Time.DST.Enabled")) == ("JST-9", "yes")
    assert await update(web, **{"Time.SyncSource": "None"}) == "OK"
    assert camera.device.organ(Time).source is SyncSource.NONE
    assert await parameter(web, "Time.SyncSource") == "None"


@pytest.mark.parametrize(
    ("name", "value"), [("Time.POSIXTimeZone", "Europe/Stockholm"), ("Time.DST.Enabled", "maybe"), ("Time.SyncSource", "GPS")]
)
async def test_bad_time_parameters(start, client, name, value):
    camera = await start()
    before = camera.device.dump()
    assert (await update(client(camera), **{name: value})).startswith("# Error: Error setting")
    assert camera.device.dump() == before


async def test_server_date_and_time_are_written_and_read_as_nothing(start, client):
    camera = await start("p5512")
    web = client(camera)
    await update(web, **{"Time.POSIXTimeZone": "UTC0", "Time.SyncSource": "None"})
    assert await update(web, **{"Time.ServerDate": "2030-02-03"}) == "OK"
    assert await update(web, **{"Time.ServerTime": "04:05:06"}) == "OK"
    assert camera.device.organ(Time).utc().isoformat() == "2030-02-03T04:05:06+00:00"
    assert await parameter(web, "Time.ServerDate") == "" and await parameter(web, "Time.ServerTime") == ""
    for name, value in (("Time.ServerDate", "2030-02-30"), ("Time.ServerTime", "25:00:00"), ("Time.ServerDate", "1969-01-01")):
        assert (await update(web, **{name: value})).startswith("# Error: Error setting")


async def test_a_soft_default_keeps_the_time_and_forgets_the_zone(start, client):
    camera = await start()
    web = client(camera)
    await ask(web, "setDateTime", {"dateTime": "2030-01-01T00:00:00Z"})
    await ask(web, "setTimeZone", {"timeZone": "Asia/Tokyo"})
    await web.get("/axis-cgi/factorydefault.cgi")
    await camera.clock.advance(60)
    assert camera.device.organ(Time).utc().year == 2030
    assert camera.device.organ(Time).zone is None
