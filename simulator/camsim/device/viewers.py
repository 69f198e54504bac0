"""Who looks on: whether a live stream is being watched, and what ONVIF tells of profiles and configurations."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.event import Event, key, value
from camsim.device.organ import Organ
from camsim.device.state import volatile


class LiveStreamAccessedEvent(Event):
    """Somebody watches a live stream."""

    topic = "tns1:VideoSource/tnsaxis:LiveStreamAccessed"
    nice_name = "Live stream accessed"
    accessed: bool = value(state=True)


class MediaProfileEvent(Event):
    """A media profile of ONVIF was changed."""

    topic = "tns1:Media/ProfileChanged"
    stateful = False
    nice_name = "Profile Changed"
    application_data = True
    token: str = key("Token", kind="xsd:string")


class MediaConfigurationEvent(Event):
    """A media configuration of ONVIF was changed."""

    topic = "tns1:Media/ConfigurationChanged"
    stateful = False
    nice_name = "Configuration Changed"
    application_data = True
    token: str = key("Token", kind="xsd:string")
    configuration: str = key("Type", kind="xsd:string")


@dataclass
class ViewersState:
    """Whether somebody watches."""

    watched: bool = volatile(default=False)


class Viewers(Organ[ViewersState]):
    """Tells when the first one comes and the last one goes."""

    name = "viewers"
    tells = (MediaProfileEvent, MediaConfigurationEvent)

    def factory_state(self) -> ViewersState:
        return ViewersState()

    def current_events(self) -> list[Event]:
        return [LiveStreamAccessedEvent(accessed=self.state.watched)]

    def watch(self, watched: bool) -> None:
        """A stream is being watched now, or none any more."""
        if watched is not self.state.watched:
            self.state.watched = watched
            self.publish(LiveStreamAccessedEvent(accessed=watched))
