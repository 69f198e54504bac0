"""Heartbeats by the bridge and by SOAP: sessions, and what is lost."""

from __future__ import annotations

from pathlib import Path

from tests.apis import bench
from tests.apis.bridge_client import ask, simple


async def test_heartbeats(start, client, tmp_path: Path):
    options = bench.write(tmp_path, "[Properties.API.Heartbeat]\nHeartbeat=yes\nVersion=1.0\n")
    camera = await start(**options)
    web = client(camera)
    heard = camera.broker.subscribe(lambda event: event.path == "tns1:Device/tnsaxis:Monitor/Heartbeat")
    answer = await web.post("/vapix/axhbt", content='{  "axhbt:Heartbeat":{    "Duration": 10000,  }}')
    session = answer.json()["SessionId"]
    await camera.clock.advance(9)
    assert (await ask(web, "axhbt:Heartbeat", "/vapix/axhbt", Duration="10000")) == {"SessionId": session}
    await camera.clock.advance(9)
    assert await simple(web, "axhbt:Heartbeat&Duration=1000", "/vapix/axhbt") == [f'SessionId="{session}"']
    await camera.clock.advance(2)
    soap = (
        '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><h:Heartbeat xmlns:h="http://www.axis.com/vapix/ws/Heartbeat">'
        "<h:Duration>10000</h:Duration></h:Heartbeat></e:Body></e:Envelope>"
    )
    told = (await web.post("/vapix/services", content=soap)).text
    assert "<axhbt:HeartbeatResponse><axhbt:SessionId>" in told and session not in told
    assert [one.event.lost for one in heard.take()] == [False, True, False]
    assert (await web.post("/vapix/axhbt", content='{"axhbt:Heartbeat": {"Duration": 0}}')).status_code == 400
