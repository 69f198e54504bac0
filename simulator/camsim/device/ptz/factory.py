"""A channel as it leaves the factory: its switches and presets read from the device's parameters."""

from __future__ import annotations

from camsim.device.ptz.command import IrCutFilter
from camsim.device.ptz.presets import Position, Preset, PresetList
from camsim.device.ptz.settings import Settings
from camsim.device.ptz.state import Switches


def factory_switches(settings: Settings) -> Switches:
    """The switches as the parameters have them."""
    filter_ = settings.factory_text("IrCutFilter")
    return Switches(
        auto_focus=settings.factory_flag("AutoFocus"),
        auto_iris=settings.factory_flag("AutoIris"),
        backlight=settings.factory_flag("BackLight"),
        ir_cut_filter=IrCutFilter(filter_) if filter_ in set(IrCutFilter) else IrCutFilter.AUTO,
        locked=settings.factory_flag("Locked"),
        move_speed=settings.factory_move_speed,
        idle_return=settings.factory_number("ReturnToOverview"),
        movements=settings.factory_number("PTZCounter"),
    )


def factory_presets(settings: Settings, default: Position) -> PresetList:
    """The presets as the parameters have them; data that is not in degrees stands for the default direction."""
    presets = PresetList()
    for number, (name, data) in settings.factory_presets().items():
        values = data_values(data)
        pan, tilt, zoom = values.get("pan", default.pan), values.get("tilt", default.tilt), round(values.get("zoom", default.zoom))
        in_degrees = abs(pan) <= 180.0 and abs(tilt) <= 180.0
        place = Position(pan, tilt, zoom) if in_degrees else Position(default.pan, default.tilt, zoom)
        presets.by_number[number] = Preset(name, place, data)
    home = settings.factory_home
    presets.home = home if home in presets.by_number else None
    return presets


def data_values(data: str) -> dict[str, float]:
    """The numbers in a preset's data, by name; what is no number is left out."""
    values = {}
    for part in data.split(":"):
        name, _, text = part.partition("=")
        try:
            values[name] = float(text)
        except ValueError:
            continue
    return values
