"""What a device serves follows from its profile: every path resolves, discovery agrees with the declarations, removal gives 404."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from camsim.apis import APIS
from camsim.contract.api import DialectKind
from camsim.contract.registry import Registry
from camsim.profile import load
from tests.conftest import PROFILES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PROFILES)
def test_every_endpoint_and_alias_resolves_to_its_api(name: str):
    registry = Registry(APIS, load.load(name))
    assert registry.surface
    for endpoint in registry.endpoints():
        for path in (endpoint.path, *endpoint.aliases):
            route, _ = registry.resolve(path)
            assert route is not None and endpoint in route.endpoints, path
            assert route.api is endpoint.api or endpoint.dialect is DialectKind.SOAP, path
        assert path.startswith("/") and "//" not in path and not path.endswith("/")


@pytest.mark.parametrize("name", PROFILES)
def test_a_path_has_one_dialect_one_api_or_a_router_and_no_two_endpoints_for_the_same_call(name: str):
    for route in Registry(APIS, load.load(name)).surface.values():
        assert len({endpoint.dialect for endpoint in route.endpoints}) == 1, route.path
        router = route.endpoints[0].dialect is DialectKind.SOAP
        assert router or len({id(endpoint.api) for endpoint in route.endpoints}) == 1, route.path
        calls = [(endpoint.namespace, endpoint.method, method) for endpoint in route.endpoints for method in endpoint.methods]
        assert len(calls) == len(set(calls)), route.path


def test_ids_and_folders_are_apart():
    ids = [api.id for api in APIS if api.id is not None]
    assert len(ids) == len(set(ids))
    assert len({api.folder for api in APIS}) == len(APIS)
    for api in APIS:
        assert api.endpoints or api.bindings or api.parameters, api.folder
        assert (api.family is not None) is any(endpoint.dialect is DialectKind.JSON for endpoint in api.endpoints), api.folder
        assert (api.xml_shape is not None) is any(endpoint.dialect is DialectKind.CGI_XML for endpoint in api.endpoints), api.folder
        assert list(api.versions) == sorted(api.versions, key=lambda version: [int(part) for part in version.split(".")]), api.folder


@pytest.mark.parametrize("name", PROFILES)
def test_what_is_listed_and_known_is_served(name: str):
    profile = load.load(name)
    listed = {entry.id for entry in profile.apis.discovery}
    for api in APIS:
        if api.id in listed:
            assert api.exists_on(profile), f"{api.id} is listed by {name} but not served"
            if api.family is not None:
                majors = {version.partition(".")[0] for version in api.versions}
                assert api.version_on(profile).partition(".")[0] in majors, api.id


@pytest.mark.parametrize("name", PROFILES)
async def test_discovery_over_http_is_the_profiles_list(start: Any, client: Any, name: str):
    camera = await start(name)
    if not camera.profile.apis.discovery:
        pytest.skip("no API discovery")
    answer = await client(camera).post("/axis-cgi/apidiscovery.cgi", content=json.dumps({"apiVersion": "1.0", "method": "getApiList"}))
    assert [(row["id"], row["version"]) for row in answer.json()["data"]["apiList"]] == [
        (entry.id, entry.version) for entry in camera.profile.apis.discovery
    ]


async def test_what_a_profile_removes_is_not_there(start: Any, client: Any, tmp_path: Path):
    home = tmp_path / "bare"
    home.mkdir()
    (home / "model.toml").write_text(
        'title = "Bare"\nkind = "fixed dome"\ndefault_os = "11.11.192"\nextends = ["p3245-lve/model", "p3245-lve/leaves"]\n', "utf-8"
    )
    (home / "os-11.11.192.toml").write_text(
        'extends = ["p3245-lve/os-11.11.192"]\n[remove]\napis = ["systemready", "jpeg_image"]\n'
        'endpoints = ["/axis-cgi/usergroup.cgi", "/axis-cgi/basicdeviceinfo.cgi#getAllProperties"]\n',
        "utf-8",
    )
    camera = await start("bare", profiles=(str(tmp_path),))
    web = client(camera)
    for path in ("/axis-cgi/usergroup.cgi", "/axis-cgi/systemready.cgi", "/axis-cgi/jpg/image.cgi", "/jpg/image.jpg"):
        for method in ("GET", "POST"):
            answer = await web.request(method, path, content=b"{}" if method == "POST" else None)
            assert answer.status_code == 404 and "<h1>Not Found</h1>" in answer.text, path
    assert (await web.get("/axis-cgi/pwdgrp.cgi?action=get")).status_code == 200

    async def call(method: str) -> dict[str, Any]:
        body = json.dumps({"apiVersion": "1.0", "method": method})
        return (await web.post("/axis-cgi/basicdeviceinfo.cgi", content=body)).json()  # type: ignore[no-any-return]

    assert (await call("getAllProperties"))["error"]["code"] == 2004
    assert "data" in await call("getAllUnrestrictedProperties")
