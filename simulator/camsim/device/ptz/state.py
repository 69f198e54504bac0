"""State of the head: what each channel keeps over a restart, and what it forgets."""

from __future__ import annotations

from dataclasses import dataclass, field

from camsim.device.ptz.command import IrCutFilter
from camsim.device.ptz.machine import Phase
from camsim.device.ptz.motion import Motion
from camsim.device.ptz.presets import PresetList
from camsim.device.state import kept, kept_in_default, volatile


@dataclass
class Switches:
    """Settings of a channel that commands and parameters change alike."""

    auto_focus: bool = True
    auto_iris: bool = True
    backlight: bool = False
    ir_cut_filter: IrCutFilter = IrCutFilter.AUTO
    locked: bool = False
    move_speed: int = 100
    """Speed in percent of moves that name none."""
    idle_return: int = 0
    """Seconds without activity until the head goes home; 0: never."""
    movements: int = 0
    """How many have been completed."""


@dataclass
class Live:
    """Motion of a channel."""

    motion: Motion
    phase: Phase = Phase.IDLE
    speed: int | None = None
    """Commanded speed in percent; None: the default."""
    auxiliaries: dict[str, str] = field(default_factory=dict)
    """State of each auxiliary function that was put into one: `tt:Wiper` -> `On`."""
    last_auxiliary: str = ""
    """The auxiliary command that was carried out last, whole: `tt:Wiper|On`, `speeddry`."""
    here: list[int] = field(default_factory=list)
    """Presets at which the head stands, as told last."""


@dataclass
class PtzState:
    """All channels by number.

    The motion is volatile because a head goes to its home position when it starts (page slug: pantiltzoom-api, identification).
    """

    enabled: dict[int, bool] = kept(factory=dict)
    """By index of the switch; one governs all channels of digital PTZ."""
    switches: dict[int, Switches] = kept(factory=dict)
    presets: dict[int, PresetList] = kept(factory=dict)
    broken: list[int] = kept_in_default(factory=list)
    """Channels whose driver has a fault."""
    live: dict[int, Live] = volatile(factory=dict)
