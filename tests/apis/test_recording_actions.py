"""Rules that record: a virtual input starts it, real media lie on the card, and failures are told."""

from __future__ import annotations

from datetime import UTC, datetime

import av
import pytest

from camsim.device.actions import Actions, EventFilter, Rule, Setup
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.storage.recordings import Recordings
from camsim.device.time import Time
from camsim.events.actions.log import Happened
from camsim.media import stamp

OPTIONS = "resolution=320x180&fps=5&videocodec=jpeg"
TOPIC = "tns1:Device/tnsaxis:IO/VirtualInput"
ON = EventFilter(
    TOPIC, content='boolean(//SimpleItem[@Name="port" and @Value="1"]) and boolean(//SimpleItem[@Name="active" and @Value="1"])'
)


@pytest.fixture
async def ruled(start):
    """A camera with a card, and what adds a rule that records while or when virtual input 1 is on."""
    camera = await start()
    camera.drive_sensor("disk.SD_DISK", on=True)

    def rule(kind, **parameters):
        given = {"stream_options": OPTIONS, "pre_duration": "0", "post_duration": "3000", "storage_id": "SD_DISK", **parameters}
        action = camera.device.organ(Actions).add_action(Setup(f"com.axis.action.{kind}.recording.storage", parameters=given))
        timing = {"conditions": (ON,)} if kind == "unlimited" else {"start": ON}
        camera.device.organ(Actions).add_rule(Rule(action, name="Gate", **timing))

    return camera, rule


async def test_a_fixed_recording_lasts_as_long_as_it_is_told(ruled):
    camera, rule = ruled
    rule("fixed")
    organ = camera.device.organ(Recordings)
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(2)
    (one,) = organ.all()
    assert (one.event_id, one.kind, organ.state.active) == ("Gate", "triggered", [one.id])
    camera.device.organ(VirtualInputs).deactivate(1)
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(2.5)
    assert organ.state.active == [one.id]
    await camera.advance(1)
    assert not organ.state.active and len(organ.all()) == 1
    (one,) = organ.all()
    assert one.until - one.started == pytest.approx(5.2, abs=0.3)
    assert sum(len(block) for block in camera.desk.recorder.archive.find(one.id).blocks) == pytest.approx(26, abs=1)


async def test_an_unlimited_recording_goes_on_while_the_condition_holds_and_a_little_longer(ruled):
    camera, rule = ruled
    rule("unlimited")
    organ = camera.device.organ(Recordings)
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(20)
    assert len(organ.state.active) == 1
    camera.device.organ(VirtualInputs).deactivate(1)
    await camera.advance(2)
    assert len(organ.state.active) == 1
    await camera.advance(2)
    (one,) = organ.all()
    assert not organ.state.active and one.until - one.started == pytest.approx(23.2, abs=0.3)


@pytest.mark.parametrize(
    "parameters", [{"storage_id": "NetworkShare"}, {"storage_id": "NO_DISK"}, {"post_duration": "long"}, {"stream_options": "fps=x"}]
)
async def test_what_cannot_be_recorded_is_told(ruled, parameters):
    camera, rule = ruled
    rule("fixed", **parameters)
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(1)
    assert Happened.FAILED in [entry.happened for entry in camera.actions.log.entries]
    assert not camera.device.organ(Recordings).all() and not camera.gallery.streams


@pytest.mark.parametrize("codec", ["jpeg", "h264"])
async def test_a_recording_begins_before_the_event(ruled, codec):
    camera, rule = ruled
    options = f"resolution=320x180&fps=5&videocodec={codec}&videokeyframeinterval=5"
    rule("fixed", pre_duration="4000", stream_options=options)
    await camera.advance(20)
    assert [stream.readers for stream in camera.gallery.streams] == [1]
    event = camera.device.organ(Time).stamp()
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(4)
    organ = camera.device.organ(Recordings)
    (one,) = organ.all()
    assert not organ.state.active and one.id.startswith(f"{datetime.fromtimestamp(event - 4, UTC):%Y%m%d_%H%M%S}")
    tape = camera.desk.recorder.archive.find(one.id)
    found = [kept for block in tape.blocks for kept in map(block.kept, range(len(block)))]
    assert found[0].key and [kept.frame for kept in found] == list(range(found[0].frame, found[-1].frame + 1))
    assert event - 5.05 <= found[0].time <= event - 4 and one.until == pytest.approx(event + 3, abs=0.3)
    assert one.started == found[0].time
    with av.open(str(tape.blocks[0].path)) as file:
        stamps = [stamp.read(picture.to_ndarray(format="bgr24")) for picture in file.decode(video=0)]
    assert [round(mark.time, 3) for mark in stamps] == [round(kept.time, 3) for kept in found]


async def test_what_is_kept_before_an_event_ends_with_its_rule(ruled):
    camera, rule = ruled
    rule("unlimited", pre_duration="2000")
    rule("unlimited", pre_duration="6000")
    await camera.advance(1)
    assert [stream.readers for stream in camera.gallery.streams] == [1]
    camera.reboot()
    await camera.advance(60)
    await camera.advance(10)
    assert len(camera.gallery.streams) == 1
    camera.drive_sensor("disk.SD_DISK", on=False)
    assert not camera.gallery.streams
    camera.drive_sensor("disk.SD_DISK", on=True)
    await camera.advance(10)
    camera.device.organ(VirtualInputs).activate(1)
    await camera.advance(2)
    actions = camera.device.organ(Actions)
    for one in list(actions.rules):
        if one.name == "Gate":
            actions.remove_rule(one.id)
    assert len(camera.device.organ(Recordings).state.active) == 2
    await camera.advance(4)
    assert not camera.device.organ(Recordings).state.active and not camera.gallery.streams
    lengths = sorted(round(one.until - one.started) for one in camera.device.organ(Recordings).all())
    assert lengths == [7, 11]
