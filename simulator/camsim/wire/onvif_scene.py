"""What moves in a picture, as ONVIF spells it: frames of the scene description (Analytics Service Specification, section 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from camsim.wire.onvif_event import utc

LIKELIHOOD = 0.9
"""How sure a simulated camera is of a class."""


@dataclass(frozen=True, slots=True)
class SceneObject:
    """An object: edges from -1 to 1, to the right and up."""

    id: int
    left: float
    bottom: float
    right: float
    top: float
    kind: str = ""
    """`Human`, `Car`; empty where it is not known."""


def frame(objects: Iterable[SceneObject], time: float, source: str, *, polygon: bool = False) -> str:
    """The tt:VideoAnalytics element of a metadata document; `time` is a POSIX time stamp, `source` the producer's name."""
    shown = "".join(_object(one, polygon) for one in objects)
    return f'<tt:VideoAnalytics><tt:Frame UtcTime="{utc(time)}" Source="{source}">{shown}</tt:Frame></tt:VideoAnalytics>'


def _object(one: SceneObject, polygon: bool) -> str:
    corners = ((one.left, one.bottom), (one.left, one.top), (one.right, one.top), (one.right, one.bottom))
    points = "".join(f'<tt:Point x="{x:.4f}" y="{y:.4f}"/>' for x, y in corners)
    kind = f'<tt:Class><tt:Type Likelihood="{LIKELIHOOD:.2f}">{one.kind}</tt:Type></tt:Class>' if one.kind else ""
    return (
        f'<tt:Object ObjectId="{one.id}"><tt:Appearance><tt:Shape>'
        f'<tt:BoundingBox left="{one.left:.4f}" top="{one.top:.4f}" right="{one.right:.4f}" bottom="{one.bottom:.4f}"/>'
        f'<tt:CenterOfGravity x="{(one.left + one.right) / 2:.4f}" y="{(one.bottom + one.top) / 2:.4f}"/>'
        f"{f'<tt:Polygon>{points}</tt:Polygon>' if polygon else ''}</tt:Shape>{kind}</tt:Appearance></tt:Object>"
    )
