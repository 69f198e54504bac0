"""A network camera in software: a simulator compatible with the VAPIX APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Camera", "Settings", "SettingsError", "ThreadedCamera", "__version__"]

if TYPE_CHECKING:
    from camsim.camera import Camera, ThreadedCamera
    from camsim.settings import Settings, SettingsError


def __getattr__(name: str) -> Any:
    """The public names, imported when first asked for."""
    if name in ("Camera", "ThreadedCamera"):
        from camsim import camera

        return getattr(camera, name)
    if name in ("Settings", "SettingsError"):
        from camsim import settings

        return getattr(settings, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
