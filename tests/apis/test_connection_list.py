"""The connection list: what is connected, and nothing else."""

from __future__ import annotations


async def test_connections_are_those_that_there_are(start, client):
    camera = await start()
    web = client(camera)
    heading, *rows = (await web.get("/axis-cgi/admin/connection_list.cgi?action=get")).text.splitlines()
    assert heading.split() == ["Address", "Protocol", "Port", "PID/Process"]
    port = camera.url.rpartition(":")[2]
    assert [row.split() for row in rows] == [["127.0.0.1", "tcp", port, "800/http"]]
