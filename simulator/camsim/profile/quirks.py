"""Field behaviours that a profile can switch on: a closed vocabulary, each with the public thread that shows it."""

from enum import StrEnum


class Quirk(StrEnum):
    """One named behaviour of real devices that broke clients."""

    CLOSE_AFTER_401 = "close_after_401"
    """Closes the connection after each 401 (home-assistant/core #42415)."""

    STRICT_DIGEST_URI = "strict_digest_uri"
    """Compares the digest uri with the request target to the letter (Kane610/axis #774)."""

    FORBIDDEN_IS_401 = "forbidden_is_401"
    """Too low a role is challenged again with 401 instead of 403 (home-assistant/core #36661)."""

    LENIENT_SUBSCRIPTION = "lenient_subscription"
    """A pull, renewal or end that names no subscription is about the caller's newest one (nirsimetri/onvif-python #27: others refuse)."""
