"""How the Zipstream CGIs spell settings, lists and errors (page slug: zipstream-technology).

Guesses: devices whose parameters know no Zipstream profiles answer in schema 1.0, the others in 1.3; a schema version that is not given
counts as one that is not supported.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.api import XmlShape
from camsim.device.errors import NotThereError
from camsim.device.zipstream import Setting, Zipstream
from camsim.profile.model import Profile
from camsim.wire.xml import element, served_versions

_SPACE = "http://www.axis.com/vapix/http_cgi/zipstream1"
_FAILED = (10, "Error while processing the request")
_ELEMENTS = {
    Setting.STRENGTH: "Strength",
    Setting.GOP_MODE: "GopMode",
    Setting.MAX_GOP_LENGTH: "MaxGopLength",
    Setting.FPS_MODE: "FpsMode",
    Setting.MIN_FPS: "MinFps",
    Setting.PROFILE: "Profile",
    Setting.PROFILE_LEVEL: "ProfileLevel",
}
_MAX_LEVELS = {"classic": "1", "storage": "2", "networkloadbalancing": "1"}


def _shape(version: str, *, local: bool) -> XmlShape:
    return XmlShape(
        root="ZipStreamResponse",
        namespace=_SPACE,
        version=version,
        location=f"{_SPACE}.xsd" if local else f"{_SPACE} {_SPACE}/zipstream1.xsd",
        local=local,
        description="Description",
        codes={NotThereError: (20, "Invalid channel")},
        subjects={
            Setting.STRENGTH: (50, "Invalid Zipstream strength"),
            Setting.GOP_MODE: (60, "Invalid GOP mode"),
            Setting.MAX_GOP_LENGTH: (70, "Invalid max GOP length"),
            Setting.FPS_MODE: (80, "Invalid FPS mode"),
            Setting.MIN_FPS: (90, "Invalid minimum FPS"),
            "schemaversion": (40, "Specified version is not supported"),
        },
        missing=_FAILED,
        version_code=(40, "Specified version is not supported"),
        internal=_FAILED,
    )


_WITH_PROFILES = _shape("1.3", local=False)
_OLDER = _shape("1.0", local=True)


def has_profiles(profile: Profile) -> bool:
    """Whether the device knows profiles of Zipstream."""
    return any(leaf.name.endswith(f".MPEG.{Setting.PROFILE}") for leaf in profile.leaves)


def shape(profile: Profile) -> XmlShape:
    """The envelope that a device answers in."""
    return _WITH_PROFILES if has_profiles(profile) else _OLDER


def status(zipstream: Zipstream, channels: list[int]) -> Element:
    """`<GetStatusSuccess>`: what is set for some channels."""
    return element("GetStatusSuccess", *(_status(zipstream, channel) for channel in channels))


def listed(zipstream: Zipstream, setting: Setting, answer: str) -> Element:
    """The words that a setting takes."""
    return element(answer, *(element(_ELEMENTS[setting], value) for value in zipstream.values(setting)))


def profiles(zipstream: Zipstream) -> Element:
    """`<ListProfilesSuccess>`: the profiles, each with its highest level."""
    names = zipstream.values(Setting.PROFILE)
    found = (element("Profile", element("Name", name), element("MaxLevel", _MAX_LEVELS.get(name, "0"))) for name in names)
    return element("ListProfilesSuccess", *found)


def versions(profile: Profile) -> Element:
    """`<GetSchemaVersionsSuccess>`: the one that is served."""
    return served_versions("GetSchemaVersionsSuccess", shape(profile).version)


def _status(zipstream: Zipstream, channel: int) -> Element:
    values = ((name, zipstream.get(channel, setting)) for setting, name in _ELEMENTS.items())
    return element("Status", element("Channel", str(channel)), *(element(name, value) for name, value in values if value is not None))
