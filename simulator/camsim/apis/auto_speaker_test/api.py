"""Auto speaker test: /vapix/axast, devices with a speaker that hears itself (page slug: auto-speaker-test-api)."""

from __future__ import annotations

from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.device.errors import DeviceError, WrongStateError
from camsim.device.speaker_test import SpeakerTest
from camsim.wire import moment
from camsim.wire.soap import Fault

PATH = "/vapix/axast"


def _fault(call: Call, error: DeviceError) -> Fault | None:
    if isinstance(error, WrongStateError):
        return Fault(error.message, ("ter:Action", "axast:DeviceNotCalibrated"), code="Receiver")
    return None


api = Api(
    title="Auto speaker test API",
    page="auto-speaker-test-api",
    versions=("1.0",),
    access=Access.ADMIN,
    needs=SpeakerTest.fits,
    fault=_fault,
    omits=("a speaker that fails its test",),
)


@api.bridge(PATH, "axast:CalibrateSpeakerTest")
def calibrate_speaker_test(call: Call) -> None:
    """Begins a calibration."""
    call.organ(SpeakerTest).calibrate()


@api.bridge(PATH, "axast:PerformSpeakerTest")
def perform_speaker_test(call: Call) -> None:
    """Begins a test."""
    call.organ(SpeakerTest).perform()


@api.bridge(PATH, "axast:GetSpeakerTestReport")
def get_speaker_test_report(call: Call) -> dict[str, Any]:
    """The last result."""
    organ = call.organ(SpeakerTest)
    dates = {"TestTimestamp": organ.state.tested, "CalibrationTimestamp": organ.state.calibrated}
    return {"SpeakerTestReport": {"SpeakerTestStatus": organ.status.value, **{name: _date(stamp) for name, stamp in dates.items()}}}


def _date(stamp: float | None) -> str:
    return "" if stamp is None else moment.seconds(stamp)
