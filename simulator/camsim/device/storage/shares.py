"""Network shares: what the device knows of storage elsewhere, and which share is the disk `NetworkShare` (page slug: edge-storage-api).

The servers are pretended ones: whoever is named is there, takes every login, and has one share's room, unless the tester's hand says
that the host does not answer.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camsim.device.errors import BusyError, ExistsError, FullError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.organ import Organ
from camsim.device.reach import Reach
from camsim.device.state import Survives, kept, volatile
from camsim.device.storage.disks import Disks
from camsim.device.storage.medium import DiskStatus
from camsim.profile.model import Generation, Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

DISK = "NetworkShare"
"""The drive to which a share is bound."""
MOST_SHARES = 10
"""A guess."""
MOST_JOBS = 5
"""Tests at the same time (a guess)."""
KEPT_JOBS = 100
TEST_SECONDS = 5.0
"""How long a test takes (a guess)."""
LONGEST = 255
_ID = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Share:
    """One share."""

    id: str
    name: str
    """For people."""
    address: str
    share: str
    """Its name on the server."""
    user: str = ""
    password: str = ""


@dataclass
class ShareTest:
    """A test of a share, from its begin in camera time on."""

    began: float
    problem: str
    """What it will find: a subject of errors, or nothing."""


@dataclass
class NetworkSharesState:
    """Shares by the number of their parameters, and tests by theirs."""

    shares: dict[int, Share] = kept(factory=dict)
    bound: str = kept("")
    """Id of the share that is the disk; empty: none is."""
    tests: dict[int, ShareTest] = volatile(factory=dict)
    last_test: int = volatile(0)
    made: int = kept(0)
    """Ids that were made up."""


class NetworkShares(Organ[NetworkSharesState]):
    """Adds, binds, tests and removes shares. Errors name what is at fault in their subject."""

    name = "network_shares"

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        device.organ(Reach).watchers.append(self._follow)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return Disks.fits(profile) and profile.says_yes("Properties.NetworkShare.NetworkShare")

    def factory_state(self) -> NetworkSharesState:
        if DISK not in self.profile.storage.inserted:
            return NetworkSharesState()
        delivered = Share("10000", "Recordings", "192.0.2.50", "recordings", "camera", "camera")
        return NetworkSharesState({0: delivered}, delivered.id)

    def renew(self, least: Survives | None) -> None:
        """A factory default forgets the share: its disk is out then."""
        super().renew(least)
        if least is not None and not self.state.bound and DISK in self.device.organ(Disks).ids:
            self.device.organ(Disks).medium(DISK).present = False

    # ---- reading

    def all(self) -> list[Share]:
        """All shares, oldest parameters first."""
        return [self.state.shares[number] for number in sorted(self.state.shares)]

    def get(self, id: str) -> Share:
        """One share. Raises NotThereError."""
        found = next((share for share in self.all() if share.id == id), None)
        if found is None:
            raise NotThereError(f"no share {id}", subject="share", value=id)
        return found

    # ---- verbs

    def add(self, share: Share) -> str:
        """Adds a share; without an id one is made. Returns the id.

        Raises OutOfRangeError, ExistsError (subjects `shareid taken`, `nicename taken`), FullError.
        """
        made = replace(share, id=share.id or self._new_id())
        if not _ID.fullmatch(made.id) or len(made.id) > LONGEST:
            raise OutOfRangeError("no id", subject="shareid", value=made.id)
        if any(one.id == made.id for one in self.all()):
            raise ExistsError("id taken", subject="shareid taken", value=made.id)
        self._check(made)
        if len(self.state.shares) >= MOST_SHARES:
            raise FullError("no more shares", subject="full")
        number = next(number for number in range(MOST_SHARES) if number not in self.state.shares)
        self.state.shares[number] = made
        return made.id

    def modify(self, id: str, **changes: str) -> None:
        """Changes a share; of a bound one the name alone. Raises as `add`, WrongStateError (subject `modify bound`)."""
        old = self.get(id)
        made = replace(old, **changes)
        self._check(made, "nicename taken by another")
        if self.state.bound == id and made != replace(old, name=made.name):
            raise WrongStateError("bound", subject="modify bound", value=id)
        number = next(number for number, share in self.state.shares.items() if share == old)
        self.state.shares[number] = made
        if self.state.bound == id:
            self.device.organ(Disks).name_share(DISK, made.name)

    def remove(self, ids: Sequence[str]) -> None:
        """Takes shares away, all or none. Raises NotThereError, WrongStateError (subject `remove bound`)."""
        for id in ids:
            self.get(id)
            if self.state.bound == id:
                raise WrongStateError("bound", subject="remove bound", value=id)
        self.state.shares = {number: share for number, share in self.state.shares.items() if share.id not in ids}

    def bind(self, id: str, mount: bool = True) -> str:
        """Makes a share the disk, whose id is returned; it is mounted now and at each boot, or not.

        Raises NotThereError, WrongStateError (subjects `bound already`, `no disk`).
        """
        share, disks = self.get(id), self.device.organ(Disks)
        if self.state.bound == id:
            raise WrongStateError("bound", subject="bound already", value=id)
        if self.state.bound or DISK not in disks.ids:
            raise WrongStateError("no disk", subject="no disk", value=id)
        self.state.bound = id
        disks.name_share(DISK, share.name)
        disks.mount_at_boot(DISK, mount)
        disks.insert(DISK, self._is_there(share), mount=mount)
        return DISK

    def unbind(self, id: str) -> None:
        """Frees the disk of a share that is not mounted. Raises NotThereError, WrongStateError (subject `mounted`)."""
        self.get(id)
        disks = self.device.organ(Disks)
        if self.state.bound != id:
            return
        if disks.status(DISK) is DiskStatus.OK:
            raise WrongStateError("mounted", subject="mounted", value=id)
        self.state.bound = ""
        disks.name_share(DISK, "")
        disks.insert(DISK, False)

    def test(self, share: Share) -> int:
        """Begins to try a share out; returns the number of the test. Raises BusyError, OutOfRangeError."""
        self._check_texts(share)
        if not share.address or not share.share:
            raise OutOfRangeError("what shall be tested?", subject="request")
        running = [one for one in self.state.tests.values() if self.progress(one) < 100]
        if len(running) >= MOST_JOBS:
            raise BusyError("too many tests", subject="too many")
        self.state.last_test += 1
        self.state.tests[self.state.last_test] = ShareTest(self.now(), self._problem(share))
        while len(self.state.tests) > KEPT_JOBS:
            del self.state.tests[min(self.state.tests)]
        return self.state.last_test

    def outcome(self, number: int) -> ShareTest:
        """A test that was begun since the boot. Raises NotThereError."""
        if number not in self.state.tests:
            raise NotThereError("no such job", subject="job", value=number)
        return self.state.tests[number]

    def progress(self, test: ShareTest) -> int:
        """Percent that are done."""
        return max(0, min(100, int((self.now() - test.began) * 100 / TEST_SECONDS)))

    # ---- inside

    def _problem(self, share: Share) -> str:
        if not self._is_there(share):
            return "no connection" if share.address[-1:].isdigit() else "no host"
        disks = self.device.organ(Disks)
        medium = disks.medium(DISK) if DISK in disks.ids else None
        if medium is not None and not medium.sound:
            return "not read"
        return "not written" if medium is not None and not medium.writable else ""

    def _is_there(self, share: Share) -> bool:
        return self.device.organ(Reach).serves(share.address)

    def _follow(self) -> None:
        """A host has come or gone, and the share that is bound with it."""
        if not self.state.bound:
            return
        disks, there = self.device.organ(Disks), self._is_there(self.get(self.state.bound))
        if there is not disks.medium(DISK).present:
            disks.insert(DISK, there)

    def _new_id(self) -> str:
        self.state.made += 1
        chance = self.device.rng(f"share {self.state.made}")
        if self.profile.generation is Generation.C:
            return str(uuid.UUID(int=chance.getrandbits(128), version=4))
        return str(chance.randrange(10_000, 100_000))

    def _check(self, share: Share, taken: str = "nicename taken") -> None:
        self._check_texts(share)
        if not share.name or not share.address or not share.share:
            raise OutOfRangeError("empty", subject="request")
        if any(one.name == share.name and one.id != share.id for one in self.all()):
            raise ExistsError("name taken", subject=taken, value=share.name)

    @staticmethod
    def _check_texts(share: Share) -> None:
        for text in (share.name, share.address, share.share, share.user, share.password):
            if len(text) > LONGEST or not text.isprintable():
                raise OutOfRangeError("no text", subject="request", value=text)
