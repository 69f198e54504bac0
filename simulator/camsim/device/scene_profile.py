"""Scene profiles: sets of image settings for all streams of a sensor, chosen by name (page slug: video-streaming#scene-profile-api)."""

from __future__ import annotations

from enum import StrEnum

from camsim.device.parameters import Parameters


class SceneProfile(StrEnum):
    """The names that cameras know; which of them a model has stands in the definition of its parameter."""

    FORENSIC = "forensic"
    VIVID = "vivid"
    TRAFFIC_OVERVIEW = "traffic_overview"
    INDOOR = "indoor"
    OUTDOOR = "outdoor"
    LICENSE_PLATE = "license_plate"


_OF_OLD = {"profile0": SceneProfile.FORENSIC, "profile1": SceneProfile.VIVID, "profile2": SceneProfile.TRAFFIC_OVERVIEW}


def scene_profile(parameters: Parameters, sensor: int) -> SceneProfile | None:
    """What is chosen for a sensor; None on models without scene profiles, and for a name that is not known here."""
    name = parameters.text(f"ImageSource.I{sensor}.SceneProfile")
    found = _OF_OLD.get(name)
    return found or next((profile for profile in SceneProfile if profile == name), None)
