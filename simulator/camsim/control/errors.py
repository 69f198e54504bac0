"""What the tester's hand refuses, and with which HTTP status."""

from __future__ import annotations

from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError

BAD_VALUE = 400
NOT_THERE = 404
WRONG_METHOD = 405
WRONG_STATE = 409
TOO_LARGE = 413
UNAVAILABLE = 503

_OF_KIND: tuple[tuple[type[DeviceError], int], ...] = ((NotThereError, NOT_THERE), (OutOfRangeError, BAD_VALUE))


class HandError(ValueError):
    """A verb was refused. The same by every road: in the process and over HTTP."""

    def __init__(self, message: str, *, field: str = "", status: int = BAD_VALUE) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.message = message
        self.field = field
        """The argument at fault; empty where there is none."""
        self.status = status
        """The HTTP status that goes with it."""

    def as_dict(self) -> dict[str, str]:
        """The error as the control port words it, inside `error`."""
        return {"field": self.field, "message": self.message}


def of_device(error: DeviceError) -> HandError:
    """A refusal of the device as one of the hand: 404 for what is not there, 400 for a bad value, 409 for the rest."""
    status = next((status for kind, status in _OF_KIND if isinstance(error, kind)), WRONG_STATE)
    return HandError(error.message or type(error).__name__, field=error.subject, status=status)
