"""Zipstream API: /axis-cgi/zipstream/*.cgi, OS 5.80 and later (page slug: zipstream-technology)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.apis.zipstream import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.device.parameters import Parameters
from camsim.device.zipstream import Setting, Zipstream
from camsim.profile.model import Profile
from camsim.wire.xml import element


def _has_zipstream(profile: Profile) -> bool:
    return any(leaf.name == "Properties.ZipStream.ZipStream" and leaf.value == "yes" for leaf in profile.leaves)


api = Api(
    title="Zipstream API",
    page="zipstream-technology",
    id="zipstream",
    since="5.80",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=_has_zipstream,
    xml_shape=messages.shape,
    omits=("B-frames, gradual decode refresh: the profile, its level and the refresh are kept, pictures are coded alike",),
)

PATH = "/axis-cgi/zipstream"


@api.xml(f"{PATH}/getschemaversions.cgi", schema_version=False)
def get_schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return messages.versions(call.profile)


@api.xml(f"{PATH}/getstatus.cgi")
def get_status(call: Call, camera: str | None = None) -> Element:
    """What is set for one channel, or for all."""
    zipstream = _zipstream(call)
    return messages.status(zipstream, zipstream.named(camera))


@api.xml(f"{PATH}/liststrengths.cgi")
def list_strengths(call: Call) -> Element:
    """The strengths."""
    return messages.listed(_zipstream(call), Setting.STRENGTH, "ListStrengthsSuccess")


@api.xml(f"{PATH}/listgopmodes.cgi")
def list_gop_modes(call: Call) -> Element:
    """The modes of the key frame distance."""
    return messages.listed(_zipstream(call), Setting.GOP_MODE, "ListGopModesSuccess")


@api.xml(f"{PATH}/listfpsmodes.cgi", since="6.30", schema_version=False)
def list_fps_modes(call: Call) -> Element:
    """The modes of the frame rate."""
    return messages.listed(_zipstream(call), Setting.FPS_MODE, "ListFpsModesSuccess")


@api.xml(f"{PATH}/listprofiles.cgi")
def list_profiles(call: Call) -> Element:
    """The profiles, each with its highest level; none on devices without."""
    return messages.profiles(_zipstream(call))


@api.xml(f"{PATH}/setstrength.cgi")
def set_strength(call: Call, strength: str, camera: str | None = None) -> Element:
    """Sets the strength of new streams of one channel, or of all."""
    return _change(call, camera, {Setting.STRENGTH: strength})


@api.xml(f"{PATH}/setgop.cgi")
def set_gop(call: Call, gopmode: str | None = None, maxgoplength: str | None = None, camera: str | None = None) -> Element:
    """Sets the mode and the longest distance of key frames; what is not given stays."""
    return _change(call, camera, {Setting.GOP_MODE: gopmode, Setting.MAX_GOP_LENGTH: maxgoplength})


@api.xml(f"{PATH}/setfpsmode.cgi", since="6.30")
def set_fps_mode(call: Call, fpsmode: str, camera: str | None = None) -> Element:
    """Sets whether frames may be left out while little happens."""
    return _change(call, camera, {Setting.FPS_MODE: fpsmode})


@api.xml(f"{PATH}/setminfps.cgi", since="6.30")
def set_min_fps(call: Call, minfps: str, camera: str | None = None) -> Element:
    """Sets how many frames per second are left at least; 0: as few as may be."""
    return _change(call, camera, {Setting.MIN_FPS: minfps})


@api.xml(f"{PATH}/setprofile.cgi")
def set_profile(
    call: Call,
    profile: str | None = None,
    profilelevel: str | None = None,
    level: str | None = None,
    gradualdecoderefresh: str | None = None,
    camera: str | None = None,
) -> Element:
    """Sets the profile, its level and how pictures are refreshed; what is not given stays."""
    refresh = {Setting.GRADUAL_DECODE_REFRESH: gradualdecoderefresh}
    return _change(call, camera, {Setting.PROFILE: profile, Setting.PROFILE_LEVEL: profilelevel or level, **refresh})


def _change(call: Call, camera: str | None, values: dict[Setting, str | None]) -> Element:
    zipstream = _zipstream(call)
    zipstream.change(zipstream.named(camera), {setting: value for setting, value in values.items() if value is not None})
    return element("GeneralSuccess")


def _zipstream(call: Call) -> Zipstream:
    return Zipstream(call.organ(Parameters))
