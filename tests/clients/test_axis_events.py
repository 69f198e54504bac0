"""The library `axis` (Kane610): its parser of event instances takes our answer."""

from __future__ import annotations

import pytest

from camsim.events import catalogue
from tests.clients.axis_client import device_of


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le", "p5512"])
async def test_it_reads_the_event_instances(start, profile):
    camera = await start(profile)
    async with device_of(camera) as device:
        await device.vapix.initialize_event_instances()
        found = device.vapix.event_instances
    known = {topic.path: topic for topic in catalogue.topics(camera.device)}
    assert set(found) == set(known)
    for path, topic in known.items():
        assert found[path].stateful is topic.stateful, path
        assert found[path].name == topic.nice, path
