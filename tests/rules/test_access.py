"""Every endpoint refuses the level below its access: from the declarations, on every profile."""

from __future__ import annotations

import json

import pytest

from camsim.contract.access import Access
from camsim.contract.api import DialectKind, Endpoint
from camsim.contract.results import Empty
from camsim.wire.soap import ENVELOPE_12
from tests.conftest import PROFILES

USERS = "root:pass:admin,op:op:operator,eye:eye:viewer,hand:hand:viewer:ptz"
ALLOWED = {
    Access.ANONYMOUS: {"", "eye", "hand", "op", "root"},
    Access.VIEWER: {"eye", "hand", "op", "root"},
    Access.PTZ: {"hand", "op", "root"},
    Access.OPERATOR: {"op", "root"},
    Access.ADMIN: {"root"},
    Access.SETUP: {"root"},
}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("user", ["", "eye", "hand", "op", "root"])
async def test_every_endpoint_asks_for_its_access_and_no_more(start, client, monkeypatch, profile, user):
    camera = await start(profile, users=USERS)
    web = client(camera, user or None, "pass" if user == "root" else user)
    reached: list[str] = []

    async def answer(*given):
        reached.append(given[-1].call)
        return Empty()

    monkeypatch.setattr(camera.app, "_call", answer)
    refusal = 401 if not user or "forbidden_is_401" in camera.profile.quirks else 403
    wrong = []
    for endpoint in camera.registry.endpoints():
        reached.clear()
        too_low = 400 if endpoint.dialect is DialectKind.SOAP and user and refusal == 403 else refusal
        status = (await web.request(**request_for(endpoint))).status_code
        if user in ALLOWED[endpoint.access_on(camera.profile)]:
            if status != 204 or reached != [endpoint.method]:
                wrong.append(f"{endpoint.path} {endpoint.method} refused {user or 'anonymous'}: {status}")
        elif status != too_low or reached:
            wrong.append(f"{endpoint.path} {endpoint.method} let {user or 'anonymous'} in: {status}")
    assert not wrong


def request_for(endpoint: Endpoint) -> dict[str, object]:
    if endpoint.dialect is DialectKind.JSON:
        return {"method": "POST", "url": endpoint.path, "content": json.dumps({"apiVersion": "1.0", "method": endpoint.method})}
    if endpoint.dialect is DialectKind.BRIDGE:
        return {"method": "GET", "url": f"{endpoint.path}?format=simple&action={endpoint.method}"}
    if endpoint.dialect is DialectKind.SOAP:
        path = endpoint.path if endpoint.access is Access.ANONYMOUS else "/vapix/services"
        return {"method": "POST", "url": path, "content": envelope(endpoint)}
    return {"method": endpoint.methods[0], "url": endpoint.path}


def envelope(endpoint: Endpoint) -> str:
    return f'<e:Envelope xmlns:e="{ENVELOPE_12}"><e:Body><{endpoint.method} xmlns="{endpoint.namespace}"/></e:Body></e:Envelope>'


def test_the_matrix_covers_every_access():
    assert set(ALLOWED) == set(Access)
