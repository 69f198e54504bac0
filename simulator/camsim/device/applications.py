"""Installed applications and their states (page slug: applications/application-api)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Application, Profile


@dataclass
class ApplicationState:
    """The applications by name."""

    applications: dict[str, Application] = kept(factory=dict)


class Applications(Organ[ApplicationState]):
    """The applications of the device."""

    name = "applications"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name.startswith("Properties.EmbeddedDevelopment.") for leaf in profile.leaves)

    def factory_state(self) -> ApplicationState:
        return ApplicationState({application.name: application for application in self.profile.applications})

    def all(self) -> list[Application]:
        """The installed applications, in order of installation."""
        return list(self.state.applications.values())
