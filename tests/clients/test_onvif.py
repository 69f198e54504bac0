"""The library `onvif-zeep-async`, unmodified: connects, lists profiles, gets addresses, moves the head, and pulls events."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
import pytest_asyncio

pytest.importorskip("onvif", reason="onvif-zeep-async is not installed")

from lxml import etree
from onvif import ONVIFCamera
from zeep.exceptions import Fault

from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.onvif_users import OnvifUser, OnvifUsers, UserLevel
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.time import Time
from tests.clients.conftest import port_of

USER, PASSWORD = "onvif", "secret"
AXIS = "http://www.axis.com/2009/event"


@pytest_asyncio.fixture
async def connect() -> AsyncIterator[Callable[..., Any]]:
    """Connects the library, as a user of ONVIF that is made first; its clock follows the camera's unless told otherwise."""
    async with AsyncExitStack() as stack:

        async def one(camera: Any, **options: Any) -> ONVIFCamera:
            users = camera.device.organ(OnvifUsers)
            if users.get(USER) is None:
                users.create([OnvifUser(USER, PASSWORD, UserLevel.ADMINISTRATOR)])
            made = ONVIFCamera("127.0.0.1", port_of(camera.url), USER, PASSWORD, no_cache=True, **{"adjust_time": True, **options})
            stack.push_async_callback(made.close)
            await made.update_xaddrs()
            return made

        yield one


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le", "p5512"])
async def test_it_knows_the_device(start, connect, profile):
    camera = await start(profile)
    client = await connect(camera)
    device = await client.create_devicemgmt_service()
    told = await device.GetDeviceInformation()
    assert (told.Manufacturer, told.SerialNumber, told.FirmwareVersion) == ("AXIS", camera.device.serial, camera.profile.os)
    assert set(client.xaddrs.values()) == {f"{camera.url}/onvif/services"}
    (interface,) = await device.GetNetworkInterfaces()
    assert interface.Info.HwAddress.replace(":", "").upper() == camera.device.serial
    capabilities = await client.get_capabilities()
    assert capabilities["Events"]["WSPullPointSupport"] is True and capabilities["Media"]["XAddr"] == f"{camera.url}/onvif/services"
    assert (await device.GetHostname()).Name
    assert [scope.ScopeItem for scope in await device.GetScopes()]


async def test_a_clock_20_seconds_off_is_refused(start, connect):
    camera = await start(clock="system")
    client = await connect(camera, adjust_time=False)
    device = await client.create_devicemgmt_service()
    await device.GetUsers()
    time = camera.device.organ(Time)
    for seconds in (20, -20):
        time.set_utc(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds))
        with pytest.raises(Fault, match="Sender not authorized"):
            await device.GetUsers()
    await (await (await connect(camera)).create_devicemgmt_service()).GetUsers()


async def test_profiles_lead_to_streams_and_pictures(start, connect):
    camera = await start(clock="system")
    client = await connect(camera)
    media = await client.create_media_service()
    profiles = await media.GetProfiles()
    assert [profile.token for profile in profiles][:2] == ["profile_1_h264", "profile_1_jpeg"]
    first = profiles[0]
    assert (first.VideoEncoderConfiguration.Encoding, first.VideoEncoderConfiguration.Resolution.Width) == ("H264", 1920)
    assert first.VideoSourceConfiguration.Bounds.width > 0 and first.VideoEncoderConfiguration.H264.GovLength == 62
    setup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
    for token, codec in (("profile_1_h264", "h264"), ("profile_1_jpeg", "mjpeg")):
        address = (await media.GetStreamUri({"StreamSetup": setup, "ProfileToken": token})).Uri
        assert address == f"{camera.rtsp_url}/onvif-media/media.amp?profile={token}&sessiontimeout=60&streamtype=unicast"
        shown = address.replace("rtsp://", f"rtsp://{USER}:{PASSWORD}@") + "&resolution=320x240"
        assert await asyncio.to_thread(_decoded, shown) == (codec, 320, 240)
    picture = await client.get_snapshot("profile_1_h264")
    assert picture is not None and picture[:2] == b"\xff\xd8"
    async with httpx.AsyncClient() as stranger:
        assert (await stranger.get(await client.get_snapshot_uri("profile_1_h264"))).status_code == 401


def _decoded(address: str) -> tuple[str, int, int]:
    with av.open(address, options={"rtsp_transport": "tcp"}, timeout=30) as container:
        frame = next(container.decode(video=0))
        return container.streams.video[0].codec_context.name, frame.width, frame.height


def let_time_pass(camera: Any) -> None:
    """The library's clock stands still beside a camera's that is moved: tokens may be of any age."""
    camera.device.organ(Parameters).store("WebService.UsernameToken.ReplayAttackProtection", "no")


async def test_it_moves_the_head(start, connect):
    camera = await start("q6135-le")
    let_time_pass(camera)
    client = await connect(camera)
    token = (await (await client.create_media_service()).GetProfiles())[0].token
    ptz, channel = await client.create_ptz_service(), camera.device.organ(PtzHead).channel(1)
    (node,) = await ptz.GetNodes()
    (configuration,) = await ptz.GetConfigurations()
    assert (node.token, configuration.NodeToken, configuration.token) == ("1", "1", "1")
    assert (await ptz.GetConfigurationOptions({"ConfigurationToken": "1"})).PTZTimeout.Max.total_seconds() == 600
    start_pan = channel.place().pan
    await ptz.ContinuousMove({"ProfileToken": token, "Velocity": {"PanTilt": {"x": 0.3, "y": 0}}, "Timeout": dt.timedelta(seconds=2)})
    assert (await ptz.GetStatus({"ProfileToken": token})).MoveStatus.PanTilt == "MOVING"
    await camera.advance(10)
    moved = channel.place().pan
    status = await ptz.GetStatus({"ProfileToken": token})
    assert moved != start_pan and not channel.moving and status.MoveStatus.PanTilt == "IDLE"
    await ptz.AbsoluteMove({"ProfileToken": token, "Position": {"PanTilt": {"x": 0.5, "y": 0.0}, "Zoom": {"x": 0.25}}})
    await camera.advance(20)
    status = await ptz.GetStatus({"ProfileToken": token})
    assert (status.Position.PanTilt.x, status.Position.Zoom.x) == (pytest.approx(0.5, abs=1e-3), pytest.approx(0.25, abs=1e-3))
    assert channel.place().pan == pytest.approx(90.0, abs=0.1)
    await ptz.RelativeMove({"ProfileToken": token, "Translation": {"PanTilt": {"x": -0.1, "y": 0.0}}})
    await camera.advance(20)
    assert channel.place().pan == pytest.approx(72.0, abs=0.1)
    kept = await ptz.SetPreset({"ProfileToken": token, "PresetName": "Gate"})
    await ptz.GotoHomePosition({"ProfileToken": token})
    await ptz.Stop({"ProfileToken": token, "PanTilt": True, "Zoom": True})
    await ptz.GotoPreset({"ProfileToken": token, "PresetToken": kept})
    await camera.advance(20)
    assert channel.place().pan == pytest.approx(72.0, abs=0.1)
    assert "Gate" in [preset.Name for preset in await ptz.GetPresets({"ProfileToken": token})]
    await ptz.RemovePreset({"ProfileToken": token, "PresetToken": kept})
    with pytest.raises(Fault):
        await ptz.GotoPreset({"ProfileToken": token, "PresetToken": kept})


async def test_it_sets_the_picture(start, connect):
    camera = await start()
    imaging = await (await connect(camera)).create_imaging_service()
    before = await imaging.GetImagingSettings({"VideoSourceToken": "0"})
    assert (before.Brightness, before.Contrast, before.IrCutFilter) == (50.0, 50.0, "AUTO")
    await imaging.SetImagingSettings({"VideoSourceToken": "0", "ImagingSettings": {"Brightness": 60, "IrCutFilter": "ON"}})
    after = await imaging.GetImagingSettings({"VideoSourceToken": "0"})
    assert (after.Brightness, after.Contrast, after.IrCutFilter) == (60.0, 50.0, "ON")
    assert (await imaging.GetOptions({"VideoSourceToken": "0"})).Brightness.Max == 100.0


# ---- events


def _named(created: Any) -> Any:
    """The header that the reference asks for."""
    (told,) = created.SubscriptionReference.ReferenceParameters._value_1
    header = etree.Element(f"{{{AXIS}}}SubscriptionId")
    header.text = told.text if hasattr(told, "text") else str(told)
    return header


def _states(pulled: Any) -> dict[str, tuple[str, str]]:
    """Port -> operation and state of the virtual inputs in an answer."""
    found = {}
    for message in pulled.NotificationMessage:
        if message.Topic._value_1.endswith("VirtualInput"):
            inner = message.Message._value_1
            found[inner.Source.SimpleItem[0].Value] = (inner.PropertyOperation, inner.Data.SimpleItem[0].Value)
    return found


async def test_a_pull_point_tells_states_changes_and_ends(start, connect):
    camera = await start()
    let_time_pass(camera)
    client = await connect(camera)
    events = await client.create_events_service()
    properties = await events.GetEventProperties()
    assert properties.FixedTopicSet
    created = await events.CreatePullPointSubscription({"InitialTerminationTime": "PT60S"})
    assert (created.TerminationTime - created.CurrentTime).total_seconds() == 60
    client.xaddrs["http://www.onvif.org/ver10/events/wsdl/PullPointSubscription"] = created.SubscriptionReference.Address._value_1
    puller = await client.create_pullpoint_service()
    manager = await client.create_subscription_service("PullPointSubscription")
    asked = {"Timeout": dt.timedelta(seconds=0), "MessageLimit": 1000, "_soapheaders": [_named(created)]}
    first = _states(await puller.PullMessages(asked))
    assert len(first) == 64 and first["3"] == ("Initialized", "0")
    camera.device.organ(VirtualInputs).activate(3)
    assert _states(await puller.PullMessages(asked)) == {"3": ("Changed", "1")}
    await camera.advance(50)
    renewed = await manager.Renew({"TerminationTime": "PT60S", "_soapheaders": [_named(created)]})
    assert (renewed.TerminationTime - renewed.CurrentTime).total_seconds() == 60
    await camera.advance(50)
    assert len(camera.app.leases.all()) == 1
    await camera.advance(11)
    assert not camera.app.leases.all()
    with pytest.raises(Fault, match="Unknown resource"):
        await manager.Unsubscribe({"_soapheaders": [_named(created)]})


async def test_its_manager_pulls_from_a_lenient_device(start, connect, tmp_path: Path):
    home = tmp_path / "lenient"
    home.mkdir()
    (home / "model.toml").write_text(
        'title = "Lenient"\nkind = "fixed dome"\ndefault_os = "11.11.192"\nextends = ["p3245-lve/model", "p3245-lve/leaves"]\n', "utf-8"
    )
    (home / "os-11.11.192.toml").write_text('extends = ["p3245-lve/os-11.11.192"]\nquirks = ["lenient_subscription"]\n', "utf-8")
    camera = await start("lenient", profiles=(str(tmp_path),), clock="system")
    client = await connect(camera)
    lost: list[bool] = []
    manager = await client.create_pullpoint_manager(dt.timedelta(seconds=60), lambda: lost.append(True))
    puller = manager.get_service()
    asked = {"Timeout": dt.timedelta(seconds=5), "MessageLimit": 1000}
    assert len(_states(await puller.PullMessages(asked))) == 64
    camera.device.organ(VirtualInputs).activate(7)
    assert _states(await puller.PullMessages(asked)) == {"7": ("Changed", "1")}
    await manager.set_synchronization_point()
    assert len(_states(await puller.PullMessages(asked))) == 64
    await manager.stop()
    assert not camera.app.leases.all() and not lost
