"""Answers are byte for byte those of the golden exchanges."""

from __future__ import annotations

import pytest

from tests.apis import golden


@pytest.mark.parametrize("path", golden.files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_golden_exchanges(start, client, path):
    scenario = golden.read(path)
    web = client(await start(scenario.profile))
    assert scenario.exchanges
    for wanted in scenario.exchanges:
        answer = await web.request(wanted.method, wanted.target, content=wanted.body or None)
        assert (answer.status_code, answer.headers.get("Content-Type", "")) == (wanted.status, wanted.content_type), wanted.target
        assert answer.content == wanted.answer, wanted.target
