"""A camera with a broker beside it, and the calls of its MQTT APIs."""

from __future__ import annotations

from typing import Any

import httpx

from camsim import Camera
from camsim.device.mqtt.client import Mqtt
from tests.mosquitto import until

CLIENT = "/axis-cgi/mqtt/client.cgi"
DEFAULT = {"useDefault": True}
ALL_DEFAULT = {"lastWillTestament": DEFAULT, "connectMessage": DEFAULT, "disconnectMessage": DEFAULT}


async def ask(web: httpx.AsyncClient, method: str, path: str = CLIENT, **params: Any) -> Any:
    """Calls a method; returns its data, or the number of its error."""
    answer = await web.post(path, json={"apiVersion": "1.0", "context": "x", "method": method, "params": params})
    assert answer.status_code == 200
    body = answer.json()
    assert list(body)[:3] == ["apiVersion", "context", "method"]
    return body.get("data", body.get("error", {}).get("code"))


async def connected(camera: Camera, web: httpx.AsyncClient, port: int, **params: Any) -> Mqtt:
    """Configures and activates the client; returns the organ when the broker has taken it."""
    server = {"host": "127.0.0.1", "port": port, **params.pop("server", {})}
    assert await ask(web, "configureClient", server=server, **params) == {}
    assert await ask(web, "activateClient") == {}
    client = camera.device.organ(Mqtt)
    await until(lambda: client.state.connected)
    return client
