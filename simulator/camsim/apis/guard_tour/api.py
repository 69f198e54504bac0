"""Guard tours over presets: groups of parameters, which param.cgi makes, changes and takes away (page slug: guard-tour-api)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.device.ptz.tours import GuardTours

_TOUR = ("Running", "Name", "CamNbr", "RandomEnabled", "TimeBetweenSequences")
_STOP = ("PresetNbr", "Position", "MoveSpeed", "WaitTime", "WaitTimeViewType")

api = Api(
    title="Guard tour API",
    page="guard-tour-api",
    id="guard-tour",
    versions=("1.0", "1.1"),
    access=Access.VIEWER,
    needs=GuardTours.fits,
    parameters=(*(f"GuardTour.G#.{name}" for name in _TOUR), *(f"GuardTour.G#.Tour.T#.{name}" for name in _STOP)),
)
