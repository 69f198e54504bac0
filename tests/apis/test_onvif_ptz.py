"""ONVIF PTZ service: moves in the generic spaces, their end on the camera's clock, presets, and what is refused."""

from __future__ import annotations

import pytest

from camsim.device.ptz.head import PtzHead
from tests.apis.soap_client import SoapClient, text

TOKEN = "<tptz:ProfileToken>profile_1_h264</tptz:ProfileToken>"


@pytest.fixture
async def served(start, client):
    camera = await start("q6135-le")
    return camera, SoapClient(client(camera)), camera.device.organ(PtzHead).channel(1)


def vector(name: str, x: object = 0, y: object = 0, zoom: object = None) -> str:
    more = "" if zoom is None else f'<tt:Zoom x="{zoom}"/>'
    return f'<tptz:{name}><tt:PanTilt x="{x}" y="{y}"/>{more}</tptz:{name}>'


async def test_a_continuous_move_ends_after_its_time(served):
    camera, soap, channel = served
    await soap.call("tptz:ContinuousMove", TOKEN + vector("Velocity", 0.5) + "<tptz:Timeout>PT2S</tptz:Timeout>")
    await camera.advance(1.9)
    assert channel.moving
    await camera.advance(0.2)
    assert not channel.moving
    place = channel.place().pan
    await camera.advance(60)
    assert channel.place().pan == place


async def test_another_command_puts_the_end_off(served):
    camera, soap, channel = served
    await soap.call("tptz:ContinuousMove", TOKEN + vector("Velocity", 0.5) + "<tptz:Timeout>PT2S</tptz:Timeout>")
    await camera.advance(1)
    await soap.call("tptz:ContinuousMove", TOKEN + vector("Velocity", -0.5) + "<tptz:Timeout>PT20S</tptz:Timeout>")
    await camera.advance(5)
    assert channel.moving
    await soap.call("tptz:Stop", TOKEN)
    assert not channel.moving


async def test_without_a_time_a_move_ends_by_itself(served):
    camera, soap, channel = served
    await soap.call("tptz:ContinuousMove", TOKEN + '<tptz:Velocity><tt:Zoom x="0.01"/></tptz:Velocity>')
    await camera.advance(4.9)
    assert channel.moving
    await camera.advance(0.2)
    assert not channel.moving


async def test_stop_may_spare_the_zoom(served):
    _camera, soap, _channel = served
    await soap.call("tptz:ContinuousMove", TOKEN + vector("Velocity", 0.5, 0, 0.01))
    await soap.call("tptz:Stop", TOKEN + "<tptz:PanTilt>true</tptz:PanTilt><tptz:Zoom>false</tptz:Zoom>")
    status = (await soap.call("tptz:GetStatus", TOKEN))[0]
    assert (text(status, "tt:MoveStatus", "tt:PanTilt"), text(status, "tt:MoveStatus", "tt:Zoom")) == ("IDLE", "MOVING")


@pytest.mark.parametrize(
    ("x", "y", "zoom", "place"), [(-1, 1, 0, (-180, 20, 1)), (0.25, -1, 1, (45, -90, 19999)), (0, 0, 0.5, (0, -35, 10000))]
)
async def test_generic_positions_span_what_the_head_can_do(served, x, y, zoom, place):
    camera, soap, channel = served
    await soap.call("tptz:AbsoluteMove", TOKEN + vector("Position", x, y, zoom))
    await camera.advance(60)
    found = channel.place()
    assert (abs(found.pan), found.tilt, found.zoom) == (
        pytest.approx(abs(place[0]), abs=0.01),
        pytest.approx(place[1], abs=0.01),
        pytest.approx(place[2], abs=1),
    )


async def test_a_slower_move_takes_longer(served):
    camera, soap, channel = served
    await soap.call("tptz:AbsoluteMove", TOKEN + vector("Position", 0.9) + vector("Speed", 0.1, 0.1))
    await camera.advance(3)
    assert channel.moving


@pytest.mark.parametrize(
    ("operation", "inside", "codes"),
    [
        ("ContinuousMove", vector("Velocity", 1.01), ["ter:InvalidArgVal", "ter:InvalidVelocity"]),
        ("ContinuousMove", vector("Velocity", "nan"), ["ter:InvalidArgVal", "ter:InvalidVelocity"]),
        ("ContinuousMove", vector("Velocity", "fast"), ["ter:InvalidArgVal", "ter:InvalidVelocity"]),
        ("ContinuousMove", "<tptz:Velocity/>", ["ter:InvalidArgs"]),
        ("ContinuousMove", vector("Velocity", 0.1) + "<tptz:Timeout>soon</tptz:Timeout>", ["ter:InvalidArgs"]),
        ("AbsoluteMove", vector("Position", 0, 2), ["ter:InvalidArgVal", "ter:InvalidPosition"]),
        ("AbsoluteMove", vector("Position", 0, 0, -0.1), ["ter:InvalidArgVal", "ter:InvalidPosition"]),
        ("RelativeMove", vector("Translation", -1.5), ["ter:InvalidArgVal", "ter:InvalidTranslation"]),
        ("GotoPreset", "<tptz:PresetToken>99</tptz:PresetToken>", ["ter:InvalidArgVal", "ter:NoToken"]),
        ("GotoPreset", "<tptz:PresetToken>x</tptz:PresetToken>", ["ter:InvalidArgVal", "ter:NoToken"]),
        ("RemovePreset", "<tptz:PresetToken>99</tptz:PresetToken>", ["ter:InvalidArgVal", "ter:NoToken"]),
        ("SetPreset", "<tptz:PresetName>Home</tptz:PresetName>", ["ter:InvalidArgVal", "ter:PresetExist"]),
        ("SetPreset", "<tptz:PresetName>a&lt;b</tptz:PresetName>", ["ter:InvalidArgVal", "ter:InvalidPresetName"]),
        ("SetPreset", "<tptz:PresetToken>77</tptz:PresetToken>", ["ter:InvalidArgVal", "ter:NoToken"]),
        ("SendAuxiliaryCommand", "<tptz:AuxiliaryData>dance</tptz:AuxiliaryData>", ["ter:InvalidArgVal"]),
    ],
)
async def test_what_is_refused_moves_nothing(served, operation, inside, codes):
    camera, soap, _channel = served
    before = camera.device.organ(PtzHead).dump()
    assert (await soap.fault(f"tptz:{operation}", TOKEN + inside))[0] == ["SOAP-ENV:Sender", *codes]
    assert camera.device.organ(PtzHead).dump() == before


async def test_tokens_that_lead_nowhere(served):
    camera, soap, channel = served
    for operation, inside, code in (
        ("GetStatus", "<tptz:ProfileToken>x</tptz:ProfileToken>", "ter:NoProfile"),
        ("GetNode", "<tptz:NodeToken>2</tptz:NodeToken>", "ter:NoEntity"),
        ("GetConfiguration", "<tptz:PTZConfigurationToken>9</tptz:PTZConfigurationToken>", "ter:NoConfig"),
    ):
        assert (await soap.fault(f"tptz:{operation}", inside))[0][-1] == code
    camera.device.organ(PtzHead).set_enabled(channel.settings.source, False)
    assert (await soap.fault("tptz:GetStatus", TOKEN))[0][-1] == "ter:NoPTZProfile"
    assert not len(await soap.call("tptz:GetConfigurations"))


async def test_presets_keep_and_find_places(served):
    camera, soap, channel = served
    await soap.call("tptz:AbsoluteMove", TOKEN + vector("Position", 0.5))
    await camera.advance(20)
    token = text(await soap.call("tptz:SetPreset", TOKEN), "tptz:PresetToken")
    await soap.call("tptz:SetHomePosition", TOKEN)
    assert channel.presets.home_place().pan == pytest.approx(90)
    await soap.call("tptz:RelativeMove", TOKEN + vector("Translation", -0.5))
    await camera.advance(20)
    assert channel.place().pan == pytest.approx(0, abs=0.01)
    await soap.call("tptz:SetPreset", f"{TOKEN}<tptz:PresetToken>{token}</tptz:PresetToken><tptz:PresetName>Door</tptz:PresetName>")
    kept = {preset.get("token"): preset for preset in await soap.call("tptz:GetPresets", TOKEN)}
    assert text(kept[token], "tt:Name") == "Door"
    await soap.call("tptz:GotoHomePosition", TOKEN)
    await camera.advance(20)
    assert channel.place().pan == pytest.approx(90)
    await soap.call("tptz:SendAuxiliaryCommand", f"{TOKEN}<tptz:AuxiliaryData>tt:Wiper|On</tptz:AuxiliaryData>")
    assert channel.live.auxiliaries["tt:Wiper"] == "On"


async def test_a_viewer_without_ptz_may_look_and_not_move(start, client):
    camera = await start("q6135-le", users="root:pass:admin,eye:eye:viewer")
    soap = SoapClient(client(camera, "eye", "eye"))
    assert len(await soap.call("tptz:GetNodes")) == 1
    answer = await soap.post(f"<tptz:Stop>{TOKEN}</tptz:Stop>")
    assert answer.status_code in (400, 401)
