"""Remote object storage: REST destinations, their errors and their words on OS 11 and 12."""

from __future__ import annotations

import json

import pytest

ROOT = "/config/rest/remote-object-storage/v1beta/destinations"
AZURE = {"container": "clips", "sas": "secret", "url": "https://store.example/"}


@pytest.fixture
async def web(start, client):
    return client(await start("d2210-ve"))


async def add(web, id="offsite", **members):
    return await web.post(ROOT, json={"data": {"id": id, **(members or {"azure": AZURE})}})


async def test_a_destination_is_made_changed_and_removed(web):
    assert (await add(web)).status_code == 201
    assert (await web.patch(f"{ROOT}/offsite/description", json={"data": "nightly"})).json() == {"status": "success"}
    assert (await web.patch(f"{ROOT}/offsite/azure", json={"data": {**AZURE, "container": "more", "sas": "other"}})).status_code == 200
    shown = (await web.get(f"{ROOT}/offsite")).json()["data"]
    assert shown["description"] == "nightly" and shown["azure"]["container"] == "more" and shown["azure"]["sas"] == "*****"
    assert (await web.get(ROOT.replace("v1beta", "v1"))).json()["data"] == [shown]
    assert (await web.delete(f"{ROOT}/offsite")).json() == {"status": "success"}
    assert (await web.get(ROOT)).json() == {"status": "success", "data": []}


async def test_a_taken_id_and_an_unknown_one(web):
    await add(web)
    assert ((await add(web)).status_code, (await add(web)).json()["error"]["code"]) == (409, 6)
    for answer in (await web.get(f"{ROOT}/x"), await web.delete(f"{ROOT}/x"), await web.patch(f"{ROOT}/x/description", json={"data": "a"})):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, 2)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"data": 1}',
        '{"data": {}}',
        '{"data": {"id": 3, "azure": {}}}',
        '{"data": {"id": "a b", "azure": {"container": "c", "sas": "s", "url": "u"}}}',
        '{"data": {"id": "a"}}',
        '{"data": {"id": "a", "azure": {"container": "c", "url": "u"}}}',
        '{"data": {"id": "a", "azure": {"sas": "s", "url": "u"}}}',
        '{"data": {"id": "a", "s3": {"bucket": "b"}}}',
        '{"data": ' + "[" * 5000 + "]" * 5000 + "}",
    ],
)
async def test_what_is_wrong_is_refused_and_changes_nothing(web, body):
    answer = await web.post(ROOT, content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 5)
    assert (await web.get(ROOT)).json()["data"] == []


async def test_there_is_a_limit(web):
    for number in range(20):
        assert (await add(web, f"d{number}")).status_code == 201
    assert (await add(web, "one-more")).status_code == 400


async def test_a_restart_and_a_soft_default_keep_or_forget(start, client):
    camera = await start("d2210-ve", os_version="11.11")
    web = client(camera)
    await add(web, s3={"bucket": "b", "secretAccessKey": "k", "url": "https://s3.example/"})
    dumped = json.dumps(camera.state())
    assert "offsite" in dumped
    answer = await add(web)
    assert answer.json()["error"]["message"] == "Item already exists: Destination already exists."
    camera.reset()
    assert (await web.get(ROOT)).json()["data"] == []
