"""Zipstream settings of the channels, kept in the parameter groups `Image.I#.MPEG` (page slug: zipstream-technology)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.profile.leaves import allows
from camsim.profile.model import LeafType

_RATE = re.compile(r"\d{1,4}(/[1-9]\d{0,3})?")


class Setting(StrEnum):
    """The settings by their parameters."""

    STRENGTH = "ZStrength"
    GOP_MODE = "ZGopMode"
    MAX_GOP_LENGTH = "ZMaxGopLength"
    FPS_MODE = "ZFpsMode"
    MIN_FPS = "ZMinFps"
    PROFILE = "ZProfile"
    PROFILE_LEVEL = "ZProfileLevel"
    GRADUAL_DECODE_REFRESH = "ZGradualDecodeRefresh"


class Zipstream:
    """Both roads, these verbs and param.cgi, see the same parameters. New streams follow a change, running ones do not."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters

    def channels(self) -> list[int]:
        """The channels that have Zipstream: 1, 2, ..."""
        return [index + 1 for (index,) in self._parameters.factory_instances(f"Image.I#.MPEG.{Setting.STRENGTH}")]

    def named(self, camera: str | None) -> list[int]:
        """The channels that a number, or the name of a view, means; all without one. Raises NotThereError."""
        channels = self.channels()
        if camera is None:
            return channels
        found = [channel for channel in channels if camera in (str(channel), self._parameters.text(f"Image.I{channel - 1}.Name"))]
        if not found:
            raise NotThereError(f"no channel {camera}", subject="camera", value=camera)
        return found[:1]

    def get(self, channel: int, setting: Setting) -> str | None:
        """The value of a setting; None on devices without it."""
        return self._parameters.text(_name(channel, setting)) or None

    def values(self, setting: Setting) -> list[str]:
        """The words that a setting takes. Raises NotSupportedError on devices without it."""
        return [value for value, _ in self._type(self.channels()[0], setting).entries]

    def change(self, channels: Sequence[int], values: Mapping[Setting, str]) -> None:
        """Changes settings on some channels, all or none. Raises OutOfRangeError with the setting as subject, NotSupportedError."""
        for channel in channels:
            for setting, value in values.items():
                if not allows(self._type(channel, setting), value) or not _is_rate(setting, value):
                    raise OutOfRangeError(f"{setting} does not take {value!r}", subject=setting, value=value)
        for channel in channels:
            for setting, value in values.items():
                self._parameters.write(_name(channel, setting), value)

    def _type(self, channel: int, setting: Setting) -> LeafType:
        if self.get(channel, setting) is None:
            raise NotSupportedError(f"this device has no {setting}", subject=setting)
        return self._parameters.leaf(_name(channel, setting)).type


def _name(channel: int, setting: Setting) -> str:
    return f"Image.I{channel - 1}.MPEG.{setting}"


def _is_rate(setting: Setting, value: str) -> bool:
    """Whether the value is frames per second, a whole number or a fraction, where the setting is such a one."""
    return setting is not Setting.MIN_FPS or _RATE.fullmatch(value) is not None
