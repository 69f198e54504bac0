"""Answers are byte for byte those of the golden exchanges."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from tests.apis import golden


@pytest.mark.parametrize("path", golden.files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_golden_exchanges(start, client, tmp_path, path):
    scenario = golden.read(path)
    options = golden.extended(tmp_path, scenario.profile, scenario.parts) if scenario.parts else {"profile": scenario.profile}
    camera = await start(**options, os_version=scenario.os, users=scenario.users)
    clients = {}
    assert scenario.exchanges
    for wanted in scenario.exchanges:
        web = clients.setdefault(wanted.user, client(camera, *(wanted.user or (None,))))
        answer = await web.request(wanted.method, wanted.target, content=wanted.body or None)
        assert (answer.status_code, answer.headers.get("Content-Type", "")) == (wanted.status, wanted.content_type), wanted.target
        headers = iter([(name.decode(), value.decode()) for name, value in answer.headers.raw])
        for name, value in wanted.headers:
            assert any(known == name and fnmatchcase(have, value) for known, have in headers), (wanted.target, name, answer.headers.raw)
        if wanted.answer is not None:
            assert answer.content == wanted.answer, wanted.target
