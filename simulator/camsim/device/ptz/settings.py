"""What a channel may and can do, read from the device's parameters: support, permission, limits, factory switches.

These settings have no side effect: the head reads them at each command, so a write takes effect with the next one.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from camsim.device.errors import NotSupportedError, NotThereError
from camsim.device.parameters import Parameters
from camsim.device.ptz.motion import Axis
from camsim.device.ptz.presets import PresetRules

if TYPE_CHECKING:
    from camsim.device.device import Device


class Feature(Enum):
    """A function of a channel: the parameter that says whether the driver has it, and the one that allows it."""

    ABSOLUTE_PAN = ("AbsolutePan", "PanEnabled")
    RELATIVE_PAN = ("RelativePan", "PanEnabled")
    CONTINUOUS_PAN = ("ContinuousPan", "PanEnabled")
    ABSOLUTE_TILT = ("AbsoluteTilt", "TiltEnabled")
    RELATIVE_TILT = ("RelativeTilt", "TiltEnabled")
    CONTINUOUS_TILT = ("ContinuousTilt", "TiltEnabled")
    ABSOLUTE_ZOOM = ("AbsoluteZoom", "ZoomEnabled")
    RELATIVE_ZOOM = ("RelativeZoom", "ZoomEnabled")
    CONTINUOUS_ZOOM = ("ContinuousZoom", "ZoomEnabled")
    AREA_ZOOM = ("AreaZoom", "ZoomEnabled")
    ABSOLUTE_FOCUS = ("AbsoluteFocus", "FocusEnabled")
    RELATIVE_FOCUS = ("RelativeFocus", "FocusEnabled")
    CONTINUOUS_FOCUS = ("ContinuousFocus", "FocusEnabled")
    AUTO_FOCUS = ("AutoFocus", "FocusEnabled")
    ABSOLUTE_IRIS = ("AbsoluteIris", "IrisEnabled")
    RELATIVE_IRIS = ("RelativeIris", "IrisEnabled")
    CONTINUOUS_IRIS = ("ContinuousIris", "IrisEnabled")
    AUTO_IRIS = ("AutoIris", "IrisEnabled")
    ABSOLUTE_BRIGHTNESS = ("AbsoluteBrightness", "BrightnessEnabled")
    RELATIVE_BRIGHTNESS = ("RelativeBrightness", "BrightnessEnabled")
    CONTINUOUS_BRIGHTNESS = ("ContinuousBrightness", "BrightnessEnabled")
    IR_CUT_FILTER = ("IrCutFilter", "IrCutFilterEnabled")
    AUTO_IR_CUT_FILTER = ("AutoIrCutFilter", "IrCutFilterEnabled")
    BACKLIGHT = ("BackLight", "BackLightEnabled")
    SPEED = ("SpeedCtl", "SpeedCtlEnabled")
    PROPORTIONAL_SPEED = ("ProportionalSpeed", "ProportionalSpeedEnabled")
    AUXILIARY = ("Auxiliary", "")
    SERVER_PRESET = ("ServerPreset", "")
    DEVICE_PRESET = ("DevicePreset", "")
    OSD_MENU = ("OSDMenu", "")


ABSOLUTE = {axis: Feature[f"ABSOLUTE_{axis.name}"] for axis in Axis}
RELATIVE = {axis: Feature[f"RELATIVE_{axis.name}"] for axis in Axis}
CONTINUOUS = {axis: Feature[f"CONTINUOUS_{axis.name}"] for axis in Axis}

_STEPS = (1.0, 9999.0)
_LONGEST_NAME = 31


class Settings:
    """The parameters of one channel, numbered from 1."""

    def __init__(self, device: Device, channel: int) -> None:
        self.device = device
        self.channel = channel
        self._parameters = device.organ(Parameters)

    # ---- what the channel can do

    def has(self, feature: Feature) -> bool:
        """Whether the driver has the function."""
        return self._flag(f"PTZ.Support.S{self.channel}.{feature.value[0]}", False)

    def allows(self, feature: Feature) -> bool:
        """Whether the driver has the function and it is enabled."""
        enabled = feature.value[1]
        return self.has(feature) and (not enabled or self._flag(f"PTZ.Various.V{self.channel}.{enabled}", True))

    def has_axis(self, axis: Axis) -> bool:
        """Whether the driver can move the axis in any way."""
        return any(self.has(kind[axis]) for kind in (ABSOLUTE, RELATIVE, CONTINUOUS))

    def demand(self, feature: Feature) -> None:
        """Raises NotSupportedError, with the feature as subject's value, unless the function is there and enabled."""
        if not self.allows(feature):
            state = "disabled" if self.has(feature) else "not supported"
            raise NotSupportedError(state, subject=feature.name, value=feature)

    def stored_limits(self) -> dict[str, int]:
        """The limits that the device has, such as `MinPan`, in the order of the query."""
        found = {}
        for what in ("Pan", "Tilt", "Zoom", "Iris", "Focus", "FieldAngle", "Brightness"):
            for end in ("Min", "Max"):
                number = self._number(f"PTZ.Limit.L{self.channel}.{end}{what}")
                if number is not None:
                    found[f"{end}{what}"] = number
        return found

    def span(self, axis: Axis) -> tuple[float, float]:
        """Lowest and highest position of an axis: degrees or steps."""
        facts = self.device.profile.ptz
        assert facts is not None
        known = {Axis.PAN: facts.pan, Axis.TILT: facts.tilt, Axis.ZOOM: facts.zoom}.get(axis, _STEPS)
        low = self._number(f"PTZ.Limit.L{self.channel}.Min{axis.value.capitalize()}")
        high = self._number(f"PTZ.Limit.L{self.channel}.Max{axis.value.capitalize()}")
        bottom = float(known[0] if low is None else low)
        return bottom, max(bottom, float(known[1] if high is None else high))

    @property
    def endless_pan(self) -> bool:
        """Whether pan goes round."""
        facts = self.device.profile.ptz
        low, high = self.span(Axis.PAN)
        return facts is not None and facts.endless_pan and low <= -180.0 and high >= 180.0

    @property
    def fastest_proportional(self) -> float:
        """Fields of view per second at full continuous speed."""
        return (self._number(f"PTZ.Various.V{self.channel}.MaxProportionalSpeed") or 200) / 100.0

    def flips(self, axis: Axis) -> bool:
        """Whether relative moves of the axis are inverted."""
        return self._flag(f"PTZ.UserBasic.U{self.channel}.Flip{axis.value.capitalize()}", False)

    @property
    def preset_rules(self) -> PresetRules:
        """Number and names of presets."""
        length = self._number("PTZ.PresetNameMaxLen")
        return PresetRules(self.device.profile.preset_limit, length or _LONGEST_NAME, in_bytes=length is not None)

    # ---- the picture that a client sees

    @property
    def image_size(self) -> tuple[int, int]:
        """Width and height in pixels of the channel's picture by default."""
        for group in (f"Image.I{self.channel - 1}", "Image.I0"):
            width, _, height = self._text(f"{group}.Appearance.Resolution").partition("x")
            if width.isdigit() and height.isdigit() and int(width) and int(height):
                return int(width), int(height)
        video = self.device.profile.video
        return video.sensor if video else (1920, 1080)

    @property
    def image_source(self) -> int:
        """Index of the sensor behind the channel's picture."""
        return self._number(f"Image.I{self.channel - 1}.Source") or 0

    @property
    def image_rotation(self) -> int:
        """Configured rotation of the channel's picture in degrees, clockwise."""
        return self._number(f"Image.I{self.channel - 1}.Appearance.Rotation") or self._number("Image.I0.Appearance.Rotation") or 0

    # ---- as it leaves the factory

    def factory_flag(self, name: str) -> bool:
        """A switch of the channel, such as `AutoFocus`."""
        return self._flag(f"PTZ.Various.V{self.channel}.{name}", False)

    def factory_text(self, name: str) -> str:
        """A text of the channel, such as `IrCutFilter`; empty where there is none."""
        return self._text(f"PTZ.Various.V{self.channel}.{name}")

    def factory_number(self, name: str) -> int:
        """A number of the channel, such as `ReturnToOverview`; 0 where there is none."""
        return self._number(f"PTZ.Various.V{self.channel}.{name}") or 0

    @property
    def factory_move_speed(self) -> int:
        """Speed of moves that name none, in percent."""
        return self._number(f"PTZ.UserAdv.U{self.channel}.MoveSpeed") or 100

    @property
    def source(self) -> int:
        """Index of the switch that governs the channel: its own, or the one that governs all channels of digital PTZ."""
        own = self.channel - 1
        return own if self._text(f"PTZ.ImageSource.I{own}.PTZEnabled") else 0

    @property
    def factory_enabled(self) -> bool:
        """Whether PTZ is switched on."""
        facts = self.device.profile.ptz
        return self._flag(f"PTZ.ImageSource.I{self.source}.PTZEnabled", facts is not None and facts.mechanical)

    @property
    def factory_home(self) -> int | None:
        """Number of the home preset."""
        number = self._number(f"PTZ.Preset.P{self.channel - 1}.HomePosition")
        return number if number is not None and number >= 1 else None

    def factory_presets(self) -> dict[int, tuple[str, str]]:
        """Name and data of presets by number."""
        prefix = f"PTZ.Preset.P{self.channel - 1}.Position.P"
        instances = self._parameters.factory_instances("PTZ.Preset.P#.Position.P#.Data")
        numbers = [number for group, number in instances if group == self.channel - 1]
        return {n: (self._text(f"{prefix}{n}.Name"), self._text(f"{prefix}{n}.Data")) for n in numbers}

    # ---- inside

    def _text(self, name: str) -> str:
        try:
            return self._parameters.stored(name)
        except NotThereError:
            return ""

    def _number(self, name: str) -> int | None:
        try:
            return int(float(self._text(name)))
        except ValueError:
            return None

    def _flag(self, name: str, default: bool) -> bool:
        text = self._text(name).lower()
        return text in ("true", "yes", "on", "1") if text else default


def channel_count(device: Device) -> int:
    """Number of channels with PTZ."""
    return max(1, device.organ(Parameters).number("PTZ.NbrOfCameras", 1))


def default_channel(device: Device) -> int:
    """The channel that is meant where none is named."""
    return max(1, device.organ(Parameters).number("PTZ.CameraDefault", 1))
