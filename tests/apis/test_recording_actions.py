"""Rules that record: a virtual input starts it, real media lie on the card, and failures are told."""

from __future__ import annotations

import pytest

from camsim.device.actions import Actions, EventFilter, Rule, Setup
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.storage.recordings import Recordings
from camsim.events.actions.log import Happened

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
