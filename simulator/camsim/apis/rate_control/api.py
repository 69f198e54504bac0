"""Rate control: parameters and arguments of streams, and an event about averages that are missed (page slug: rate-control)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.device.average_bitrate import AverageBitrateEvent

_NAMES = ("Mode", "Priority", "MaxBitrate", "TargetBitrate", "ABR.TargetBitrate", "ABR.MaxBitrate", "ABR.RetentionTime")

api = Api(
    title="Rate control",
    page="rate-control",
    access=Access.OPERATOR,
    needs=lambda profile: any(".RateControl." in leaf.name for leaf in profile.leaves),
    parameters=tuple(f"Image.I#.RateControl.{name}" for name in _NAMES),
    events=(AverageBitrateEvent,),
    omits=(
        "histories of bit rates: an average begins anew with each stream, whatever its retention time",
        "low quality as a state of its own: it is told with a missed target alone",
    ),
)
