"""Actions on siren and light: a profile is started (template of the unlimited one as recorded; the other is a guess)."""

from __future__ import annotations

from contextlib import suppress

from camsim.device.device import Device
from camsim.device.errors import NotThereError
from camsim.device.siren.organ import SirenAndLight
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate


def _start(run: Run) -> None:
    run.organ(SirenAndLight).start_profile(run.text("profile"))


def _start_and_stop(run: Run) -> Stop:
    organ, profile = run.organ(SirenAndLight), run.text("profile")
    organ.start_profile(profile)

    def stop() -> None:
        with suppress(NotThereError):  # it has ended by itself, or a client has ended it or taken the profile away
            organ.stop_profile(profile)

    return stop


def _has_siren(device: Device) -> bool:
    return device.has(SirenAndLight)


TEMPLATES = (
    ActionTemplate(f"{FIXED}siren_and_light", ("profile",), _start, fits=_has_siren),
    ActionTemplate(f"{UNLIMITED}siren_and_light", ("profile",), _start_and_stop, fits=_has_siren),
)
