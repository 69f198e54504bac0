"""ONVIF media and imaging services: profiles, addresses, encoders and picture settings as the parameters have them."""

from __future__ import annotations

import pytest

from camsim.device.parameters import Parameters
from tests.apis.soap_client import SoapClient, spelled, text


@pytest.fixture
async def served(start, client):
    camera = await start()
    return camera, SoapClient(client(camera)), camera.device.organ(Parameters)


async def test_profiles_are_those_of_the_channels_that_are_on(served):
    _camera, soap, parameters = served
    tokens = [profile.get("token") for profile in await soap.call("trt:GetProfiles")]
    on = [number for number in range(1, 9) if parameters.flag(f"Image.I{number - 1}.Enabled", True)]
    assert tokens[:2] == ["profile_1_h264", "profile_1_jpeg"] and len(tokens) == 2 * len(on)
    one = await soap.call("trt:GetProfile", "<trt:ProfileToken>profile_1_jpeg</trt:ProfileToken>")
    path = ("trt:Profile", "tt:VideoEncoderConfiguration")
    assert text(one, *path, "tt:Encoding") == "JPEG"
    assert text(one, *path, "tt:Resolution", "tt:Width") == "1920"


async def test_an_old_device_has_its_own_sizes(start, client):
    camera = await start("p5512")
    soap = SoapClient(client(camera))
    found = (await soap.call("trt:GetVideoEncoderConfigurations"))[0]
    assert (text(found, "tt:Resolution", "tt:Width"), text(found, "tt:Resolution", "tt:Height")) == ("704", "480")


@pytest.mark.parametrize(
    ("operation", "inside", "subcode"),
    [
        ("GetProfile", "<trt:ProfileToken>profile_9_h264</trt:ProfileToken>", "ter:NoProfile"),
        ("GetStreamUri", "<trt:ProfileToken/>", "ter:NoProfile"),
        ("GetSnapshotUri", "<trt:ProfileToken>x</trt:ProfileToken>", "ter:NoProfile"),
        ("GetVideoSourceConfiguration", "<trt:ConfigurationToken>99</trt:ConfigurationToken>", "ter:NoConfig"),
        ("GetVideoEncoderConfiguration", "<trt:ConfigurationToken>x</trt:ConfigurationToken>", "ter:NoConfig"),
        ("SetVideoEncoderConfiguration", '<trt:Configuration token="x"/>', "ter:NoConfig"),
    ],
)
async def test_unknown_tokens(served, operation, inside, subcode):
    _, soap, _ = served
    assert (await soap.fault(f"trt:{operation}", inside))[0] == ["SOAP-ENV:Sender", "ter:InvalidArgVal", subcode]


async def test_addresses_lead_to_us(served):
    camera, soap, _ = served
    token = "<trt:ProfileToken>profile_1_h264</trt:ProfileToken>"
    setup = "<trt:StreamSetup><tt:Stream>RTP-Multicast</tt:Stream></trt:StreamSetup>"
    stream = text(await soap.call("trt:GetStreamUri", setup + token), "trt:MediaUri", "tt:Uri")
    assert stream.startswith(f"{camera.rtsp_url}/onvif-media/media.amp?profile=profile_1_h264&") and stream.endswith("streamtype=multicast")
    picture = text(await soap.call("trt:GetSnapshotUri", token), "trt:MediaUri", "tt:Uri")
    assert picture == f"{camera.url}/onvif-cgi/jpg/image.cgi?resolution=1920x1080&compression=30"
    assert (await soap.web.get(picture)).headers["Content-Type"] == "image/jpeg"


def encoder(width: int = 640, height: int = 360, quality: str = "60", more: str = "") -> str:
    size = f"<tt:Resolution><tt:Width>{width}</tt:Width><tt:Height>{height}</tt:Height></tt:Resolution>"
    return f'<trt:Configuration token="default_1_h264">{size}<tt:Quality>{quality}</tt:Quality>{more}</trt:Configuration>'


async def test_an_encoder_is_set_by_the_parameters_of_its_channel(served):
    _, soap, parameters = served
    rate = "<tt:RateControl><tt:FrameRateLimit>10</tt:FrameRateLimit><tt:BitrateLimit>2000000</tt:BitrateLimit></tt:RateControl>"
    await soap.call("trt:SetVideoEncoderConfiguration", encoder(more=f"{rate}<tt:H264><tt:GovLength>20</tt:GovLength></tt:H264>"))
    names = ("Appearance.Resolution", "Appearance.Compression", "Stream.FPS", "RateControl.MaxBitrate", "MPEG.PCount")
    assert [parameters.text(f"Image.I0.{name}") for name in names] == ["640x360", "40", "10", "2000", "19"]
    found = await soap.call("trt:GetVideoEncoderConfiguration", "<trt:ConfigurationToken>default_1_h264</trt:ConfigurationToken>")
    assert text(found, "trt:Configuration", "tt:RateControl", "tt:BitrateLimit") == "2000000"
    assert text(found, "trt:Configuration", "tt:H264", "tt:GovLength") == "20"


@pytest.mark.parametrize(
    ("inside", "subcode"),
    [
        (encoder(641), "ter:InvalidArgVal"),
        (encoder(quality="x"), "ter:InvalidArgVal"),
        (encoder(quality="-1"), "ter:InvalidArgVal"),
        (encoder(quality="1000"), "ter:InvalidArgVal"),
        (encoder(quality="nan"), "ter:InvalidArgVal"),
        ('<trt:Configuration token="default_1_h264"/>', "ter:InvalidArgs"),
    ],
)
async def test_bad_encoders_change_nothing(served, inside, subcode):
    _, soap, parameters = served
    before = {name: parameters.text(name) for name in parameters.group("Image.I0")}
    assert (await soap.fault("trt:SetVideoEncoderConfiguration", inside))[0][1] == subcode
    assert {name: parameters.text(name) for name in parameters.group("Image.I0")} == before


async def test_options_sources_and_capabilities(served):
    _, soap, _ = served
    options = await soap.call("trt:GetVideoEncoderConfigurationOptions", "<trt:ProfileToken>profile_1_h264</trt:ProfileToken>")
    assert len(options.findall(f".//{spelled('tt:ResolutionsAvailable')}")) == 25
    assert text(await soap.call("trt:GetVideoSources"), "trt:VideoSources", "tt:Resolution", "tt:Width") == "1920"
    configurations = await soap.call("trt:GetVideoSourceConfigurations")
    assert configurations[0].get("token") == "0" and text(configurations[0], "tt:SourceToken") == "0"
    assert text(
        await soap.call("trt:GetVideoSourceConfiguration", "<trt:ConfigurationToken>0</trt:ConfigurationToken>"),
        "trt:Configuration",
        "tt:Name",
    )
    assert (await soap.call("trt:GetServiceCapabilities"))[0].get("SnapshotUri") == "true"


# ---- imaging

SOURCE = "<timg:VideoSourceToken>{}</timg:VideoSourceToken>"


async def test_picture_settings_are_parameters(served):
    _, soap, parameters = served
    settings = "<timg:ImagingSettings><tt:Brightness>70.4</tt:Brightness><tt:IrCutFilter>OFF</tt:IrCutFilter></timg:ImagingSettings>"
    await soap.call("timg:SetImagingSettings", SOURCE.format(0) + settings)
    assert parameters.text("ImageSource.I0.Sensor.Brightness") == "70" and parameters.text("ImageSource.I0.DayNight.IrCutFilter") == "no"
    found = (await soap.call("timg:GetImagingSettings", SOURCE.format(0)))[0]
    assert [child.tag.partition("}")[2] for child in found] == ["Brightness", "ColorSaturation", "Contrast", "IrCutFilter", "Sharpness"]
    assert text(found, "tt:IrCutFilter") == "OFF"
    assert text((await soap.call("timg:GetOptions", SOURCE.format(0)))[0], "tt:Sharpness", "tt:Max") == "100"
    assert len(await soap.call("timg:GetServiceCapabilities")) == 1


@pytest.mark.parametrize(
    ("source", "settings", "subcode"),
    [
        (1, "<tt:Brightness>1</tt:Brightness>", "ter:NoSource"),
        (0, "<tt:Brightness>101</tt:Brightness>", "ter:SettingsInvalid"),
        (0, "<tt:Brightness>x</tt:Brightness>", "ter:SettingsInvalid"),
        (0, "<tt:Brightness>1</tt:Brightness><tt:IrCutFilter>MAYBE</tt:IrCutFilter>", "ter:SettingsInvalid"),
    ],
)
async def test_bad_settings_change_nothing(served, source, settings, subcode):
    _, soap, parameters = served
    inside = f"{SOURCE.format(source)}<timg:ImagingSettings>{settings}</timg:ImagingSettings>"
    assert (await soap.fault("timg:SetImagingSettings", inside))[0] == ["SOAP-ENV:Sender", "ter:InvalidArgVal", subcode]
    assert parameters.text("ImageSource.I0.Sensor.Brightness") == "50"
