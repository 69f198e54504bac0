"""A network camera in software: a simulator compatible with the VAPIX APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from camsim.version import VERSION

__version__ = VERSION
__all__ = ["Camera", "Settings", "SettingsError", "ThreadedCamera", "__version__"]

if TYPE_CHECKING:
    from camsim.camera import Camera
    from camsim.settings import Settings, SettingsError
    from camsim.threaded import ThreadedCamera


def __getattr__(name: str) -> Any:
    """The public names, imported when first asked for."""
    if name == "Camera":
        from camsim.camera import Camera

        return Camera
    if name == "ThreadedCamera":
        from camsim.threaded import ThreadedCamera

        return ThreadedCamera
    if name in ("Settings", "SettingsError"):
        from camsim import settings

        return getattr(settings, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
