"""What the services of certificates share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from camsim.device.certificates import FormatError

T = TypeVar("T")


def made(work: Callable[[], T]) -> T:
    """Does something with certificates. Raises FormatError where they are none."""
    try:
        return work()
    except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
        raise FormatError(str(error)) from error
