"""A small PTZ client for the tests: asks and commands over HTTP."""

from __future__ import annotations

import httpx

from camsim import Camera

PTZ = "/axis-cgi/com/ptz.cgi"
CONFIG = "/axis-cgi/com/ptzconfig.cgi"
PARAM = "/axis-cgi/param.cgi"
USERS = "root:pass:admin,op:pass:operator,eye:pass:viewer,joy:pass:viewer:ptz"


class PtzClient:
    """One user of one camera."""

    def __init__(self, camera: Camera, web: httpx.AsyncClient) -> None:
        self.camera = camera
        self.web = web

    async def get(self, **arguments: object) -> httpx.Response:
        return await self.web.get(PTZ, params={name: str(value) for name, value in arguments.items()})

    async def do(self, **arguments: object) -> None:
        answer = await self.get(**arguments)
        assert (answer.status_code, answer.content) == (204, b""), answer.text

    async def text(self, **arguments: object) -> str:
        answer = await self.get(**arguments)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain")
        assert not answer.text.startswith("Error:"), answer.text
        return answer.text

    async def ask(self, question: str, **arguments: object) -> str:
        return await self.text(query=question, **arguments)

    async def position(self) -> dict[str, str]:
        text = await self.ask("position")
        return dict(line.split("=") for line in text.split())

    async def config(self, **arguments: object) -> str:
        answer = await self.web.get(CONFIG, params={name: str(value) for name, value in arguments.items()})
        assert answer.status_code == (200 if answer.text else 204)
        return answer.text

    async def update(self, values: dict[str, str]) -> None:
        answer = await self.web.get(PARAM, params={"action": "update", **values})
        assert answer.text == "OK"

    async def parameters(self, group: str, *names: str) -> list[str]:
        text = (await self.web.get(PARAM, params={"action": "list", "group": group})).text
        values = dict(line.split("=", 1) for line in text.splitlines())
        return [values[f"root.{group}.{name}"] for name in names]

    async def wait(self, seconds: float) -> None:
        await self.camera.clock.advance(seconds)

    async def free(self) -> None:
        """Switches digital PTZ on and unlocks its first channel."""
        async with httpx.AsyncClient(base_url=self.camera.url, auth=httpx.DigestAuth("root", "pass")) as web:
            values = {"PTZ.ImageSource.I0.PTZEnabled": "true", "PTZ.Various.V1.Locked": "false"}
            assert (await web.get(PARAM, params={"action": "update", **values})).text == "OK"
