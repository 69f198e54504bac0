"""Optics setup: /axis-cgi/opticssetup.cgi, which only clients tell of: they send these arguments and expect `ok`.

The right, the words of errors and the size of steps are guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.apis.optics_setup.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Text
from camsim.device.errors import OutOfRangeError
from camsim.device.imaging.optics import SETUP, Optics

STEPS = {"minstep": 0.005, "-minstep": -0.005, "maxstep": 0.05, "-maxstep": -0.05}


class Search(StrEnum):
    """What `autofocus` can say."""

    PERFORM = "perform"


@dataclass(frozen=True, slots=True)
class Step:
    """A relative move of the focus."""

    share: float
    """Of its whole way."""

    @classmethod
    def parse(cls, text: str) -> Step:
        """A word or a number of -1 to 1. Raises ValueError."""
        share = STEPS[text] if text in STEPS else float(text)
        if not -1.0 <= share <= 1.0:
            raise ValueError(text)
        return cls(share)


api = Api(
    title="Optics setup",
    page="optics-control",
    access=Access.OPERATOR,
    needs=lambda profile: Optics.fits(profile) and profile.says_yes(f"{SETUP}.Focus"),
    bindings=BINDINGS,
    omits=("every argument but those that public clients send: no description",),
)


@api.cgi("/axis-cgi/opticssetup.cgi")
def optics_setup(
    call: Call,
    autofocus: Search | None = None,
    afocus: float | None = None,
    rfocus: Step | None = None,
    azoom: float | None = None,
    source: int = 1,
) -> Text:
    """Moves zoom and focus of a lens, numbered from 1; a search for the focus goes on after the answer."""
    optics, number = call.organ(Optics), source - 1
    if azoom is not None:
        if not 0.0 <= azoom <= 1.0:
            raise OutOfRangeError("azoom: 0 to 1", subject="azoom", value=azoom)
        optics.set_magnification(number, 1.0 + (optics.longest - 1.0) * azoom)
    if afocus is not None:
        optics.set_focus(number, afocus)
    if rfocus is not None:
        optics.move_focus(number, rfocus.share)
    if autofocus is not None:
        optics.search_focus(number)
    if all(argument is None for argument in (autofocus, afocus, rfocus, azoom)):
        raise MissingError("nothing to do", subject="autofocus")
    return Text("ok")
