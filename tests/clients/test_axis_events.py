"""The library `axis` (Kane610): its parsers take our event instances and the alarms of analytics."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from axis.models.event import Event, EventGroup, EventTopic

from camsim.device.analytics.organ import Analytics
from camsim.device.applications import Applications
from camsim.events import catalogue
from camsim.wire import onvif_event
from tests.apis.test_video_motion_detection_4 import run
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


ANALYTICS = {
    EventTopic.MOTION_DETECTION_4: ("vmd", {"Camera1Profile1", "Camera1ProfileANY"}),
    EventTopic.FENCE_GUARD: ("fenceguard", {"Camera1Profile1", "Camera1ProfileANY"}),
    EventTopic.LOITERING_GUARD: ("loiteringguard", {"Camera1Profile1", "Camera1ProfileANY"}),
    EventTopic.MOTION_GUARD: ("motionguard", {"Camera1Profile1", "Camera1ProfileANY"}),
    EventTopic.OBJECT_ANALYTICS: ("objectanalytics", {"Device1Scenario1", "Device1ScenarioANY"}),
}
"""Topic of the library -> the application that raises it, and the ids that the library reads out of it."""


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le", "companion-bullet-le", "p5512"])
@pytest.mark.parametrize("topic", ANALYTICS)
async def test_it_reads_the_alarms_of_analytics(start, profile, topic):
    camera = await start(profile)
    application, ids = ANALYTICS[topic]
    run(camera, application)
    heard = camera.broker.subscribe(lambda event: event.path.startswith(topic))
    camera.device.organ(Analytics).force(application, 1)
    await camera.clock.advance(0.5)
    camera.device.organ(Applications).stop(application)
    read = [Event.decode(onvif_event.event(one.message, onvif_event.producer("0"))) for one in heard.take()]
    # Older versions take the first item for the state; of object analytics that is the class since OS 10.
    tells_causes = topic is EventTopic.OBJECT_ANALYTICS and camera.profile.os_number >= (10,)
    is_read = not tells_causes or version("axis").split(".")[0] > "60"
    for id in ids:
        mine = [one for one in read if one.id == id]
        assert [(one.operation.value, one.is_tripped) for one in mine] == [
            ("Initialized", False),
            ("Changed", is_read),
            ("Deleted", is_read),
        ]
        assert {(one.topic_base, one.group) for one in mine} == {(topic, EventGroup.MOTION)}


async def test_it_reads_motion_windows_and_motion_detection_3(start, client):
    camera = await start("p5512")
    run(camera, "VMD3")
    await client(camera).get("/axis-cgi/param.cgi?action=add&template=motion&group=Motion")
    read = [Event.decode(onvif_event.event(one.message, onvif_event.producer("0"))) for one in camera.broker.current()]
    found = {one.topic_base: one for one in read if one.group is EventGroup.MOTION}
    assert (found[EventTopic.MOTION_DETECTION].source, found[EventTopic.MOTION_DETECTION].id) == ("window", "0")
    assert (found[EventTopic.MOTION_DETECTION_3].source, found[EventTopic.MOTION_DETECTION_3].id) == ("areaid", "0")
