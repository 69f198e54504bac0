"""The automatic test of a speaker, which hears itself (page slug: speaker-test; reference of the bridge)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum

from camsim.device.errors import BusyError, WrongStateError
from camsim.device.event import Declaration, Event, key, value
from camsim.device.organ import Organ
from camsim.device.state import kept, volatile
from camsim.device.time import Time
from camsim.profile.model import Profile

SECONDS = 5.0
"""How long a calibration and a test take (guess)."""


class SpeakerStatus(StrEnum):
    """What is known of the speaker."""

    UNCALIBRATED = "Uncalibrated"
    PENDING = "Pending"
    CALIBRATED = "Calibrated"
    OK = "OK"
    FAILED = "Failed"


class SpeakerTestEvent(Event):
    """A test has come to its end."""

    topic = "tns1:Device/tnsaxis:SpeakerTest/TestResult"
    stateful = False
    device: str = key("DeviceUUID", kind="xsd:string", nice="Device UUID")
    status: SpeakerStatus = value(
        "SpeakerTestStatus", kind="xsd:string", nice="Speaker Test Status", values={SpeakerStatus.OK: "", SpeakerStatus.FAILED: ""}
    )


@dataclass
class SpeakerTestState:
    """The last result; instants are the device's time."""

    status: SpeakerStatus = kept(SpeakerStatus.UNCALIBRATED)
    calibrated: float | None = kept(None)
    tested: float | None = kept(None)
    running: bool = volatile(False)


class SpeakerTest(Organ[SpeakerTestState]):
    """The speaker of the device."""

    name = "speaker_test"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name == "Properties.API.SpeakerTest.AutomaticTest" and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> SpeakerTestState:
        return SpeakerTestState()

    def declarations(self) -> list[Declaration]:
        return [Declaration(SpeakerTestEvent, values={"device": {self._uuid: ""}})]

    @property
    def status(self) -> SpeakerStatus:
        """What is to be told now."""
        return SpeakerStatus.PENDING if self.state.running else self.state.status

    def calibrate(self) -> None:
        """Begins to learn how the speaker sounds. Raises BusyError."""
        self._begin()

        def end() -> None:
            self.state.running, self.state.status, self.state.calibrated = False, SpeakerStatus.CALIBRATED, self.device.organ(Time).stamp()

        self.later(SECONDS, end)

    def perform(self) -> None:
        """Begins a test, which always passes. Raises WrongStateError without a calibration, BusyError."""
        if self.state.calibrated is None:
            raise WrongStateError("The Auto Speaker Test cannot be done without prior calibration.", subject="calibration")
        self._begin()

        def end() -> None:
            self.state.running, self.state.status, self.state.tested = False, SpeakerStatus.OK, self.device.organ(Time).stamp()
            self.publish(SpeakerTestEvent(device=self._uuid, status=SpeakerStatus.OK))

        self.later(SECONDS, end)

    @property
    def _uuid(self) -> str:
        """The serial number of the system on the chip, as a UUID."""
        return str(uuid.UUID(hex=self.profile.identity.soc_serial.replace("-", "").zfill(32)[-32:]))

    def _begin(self) -> None:
        if self.state.running:
            raise BusyError("a test is running", subject="test")
        self.state.running = True
