"""The limit of recordings on a disk: what it takes, and what goes when it is reached."""

from __future__ import annotations

import defusedxml.ElementTree as ElementTree
import pytest

from camsim.device.state import Survives
from camsim.device.storage import recordings as organ
from camsim.device.storage.recordings import Recordings


async def ask(web, name, **arguments):
    answer = await web.get(f"/axis-cgi/record/storage/{name}.cgi", params={"schemaversion": 1, **arguments})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    return ElementTree.fromstring(answer.content)


async def test_the_limit_is_kept_until_a_factory_default(start, client):
    camera = await start("companion-bullet-le")
    web = client(camera)
    assert (await ask(web, "setlimit", diskid="SD_DISK", size=1048576)).find("GeneralSuccess") is not None
    camera.device.renew(Survives.RESTART)
    (limit,) = (await ask(web, "getlimit", diskid="SD_DISK"))[0]
    assert limit.attrib == {"diskid": "SD_DISK", "size": "1048576", "usedspace": "0"}
    camera.device.renew(Survives.SOFT_DEFAULT)
    assert not camera.device.organ(Recordings).state.limits


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"diskid": "DUMMY", "size": 0}, 110),
        ({"diskid": "SD_DISK", "size": "textstring"}, 120),
        ({"diskid": "SD_DISK", "size": "-1"}, 120),
        ({"diskid": "SD_DISK", "size": "9" * 40}, 120),
        ({"diskid": "SD_DISK", "size": 1048575}, 130),
        ({"diskid": "SD_DISK"}, 20),
        ({"diskid": "SD_DISK", "size": 0, "schemaversion": 2}, 40),
    ],
)
async def test_what_is_refused_changes_nothing(start, client, arguments, code):
    camera = await start("companion-bullet-le")
    before = camera.device.dump()
    assert int((await ask(client(camera), "setlimit", **arguments)).findtext("GeneralError/ErrorCode")) == code
    assert camera.device.dump() == before


async def test_the_oldest_recordings_go(start, client, monkeypatch):
    monkeypatch.setattr(organ, "LEAST_LIMIT", 1)
    camera = await start("companion-bullet-le")
    web = client(camera)
    ids = []
    for _ in range(3):
        answer = await web.get("/axis-cgi/record/record.cgi?diskid=SD_DISK&options=resolution%3D320x240%26fps%3D5%26videocodec%3Djpeg")
        ids.append(ElementTree.fromstring(answer.content)[0].attrib["recordingid"])
        await camera.advance(5)
        await web.get("/axis-cgi/record/stop.cgi", params={"recordingid": ids[-1]})
    (limit,) = (await ask(web, "getlimit", diskid="SD_DISK"))[0]
    used = int(limit.attrib["usedspace"])
    await ask(web, "setlimit", diskid="SD_DISK", size=used * 2 // 3 + 1)
    assert [one.id for one in camera.device.organ(Recordings).all()] == ids[1:]
