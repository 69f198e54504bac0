"""What can go wrong with a verb, in few kinds; an API maps each kind to its own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class DeviceError(Exception):
    """An organ refuses.

    `subject` names the argument, parameter or thing at fault, `value` what was given, `details` more about it for answers
    that have room, `others` the further errors of a request that failed in part.
    """

    def __init__(
        self,
        message: str = "",
        *,
        subject: str = "",
        value: object = None,
        details: Mapping[str, object] | None = None,
        others: Sequence[DeviceError] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject
        self.value = value
        self.details = details
        self.others = tuple(others)


class NotThereError(DeviceError):
    """The thing does not exist."""


class ExistsError(DeviceError):
    """A thing of that name exists already."""


class OutOfRangeError(DeviceError):
    """The value is of the right type but not allowed."""


class NotSupportedError(DeviceError):
    """This device cannot do that."""


class WrongStateError(DeviceError):
    """Possible, but not now."""


class BusyError(DeviceError):
    """Something of the kind is running already."""


class FullError(DeviceError):
    """No room for one more."""


class ReadOnlyError(DeviceError):
    """The value cannot be changed."""


class NotAllowedError(DeviceError):
    """The caller's role is too low."""
