"""The accounts of ONVIF, a list of its own beside the vendor's (ONVIF Core, section 8.4 user handling)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from camsim.device.errors import DeviceError, FullError, NotThereError
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.device.users import Account, Role
from camsim.profile.model import Profile

MOST_USERS = 50
"""Accounts that there can be (a guess)."""
LONGEST_NAME = 31
"""Characters (a guess)."""
LONGEST_PASSWORD = 64


class UserLevel(StrEnum):
    """What an account may do."""

    ADMINISTRATOR = "Administrator"
    OPERATOR = "Operator"
    USER = "User"


class NameTakenError(DeviceError):
    """There is an account of that name."""


class UsernameError(DeviceError):
    """A name that is empty, too long, or has characters that none may have."""


class PasswordError(DeviceError):
    """A password that is empty or too long."""


_ROLES = {UserLevel.ADMINISTRATOR: Role.ADMIN, UserLevel.OPERATOR: Role.OPERATOR, UserLevel.USER: Role.VIEWER}


@dataclass(frozen=True)
class OnvifUser:
    """One account."""

    name: str
    password: str
    level: UserLevel

    @property
    def account(self) -> Account:
        """The account in the device's own terms: who operates may move the camera, too."""
        role = _ROLES[self.level]
        return Account(self.name, self.password, role, ptz=role >= Role.OPERATOR)


@dataclass
class OnvifUserState:
    """All accounts in the order in which they were made."""

    users: dict[str, OnvifUser] = kept(factory=dict)


class OnvifUsers(Organ[OnvifUserState]):
    """The accounts that ONVIF clients log in with. A device leaves the factory without any."""

    name = "onvif_users"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name == "Properties.API.WebService.ONVIF.ONVIF" and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> OnvifUserState:
        return OnvifUserState()

    def all(self) -> list[OnvifUser]:
        """The accounts in the order in which they were made."""
        return list(self.state.users.values())

    def get(self, name: str) -> Account | None:
        """The account of that name in the device's own terms."""
        found = self.state.users.get(name)
        return None if found is None else found.account

    def create(self, users: Iterable[OnvifUser]) -> None:
        """Makes accounts: all, or none. Raises NameTakenError, UsernameError, PasswordError, FullError."""
        made = dict(self.state.users)
        for user in users:
            _check(user)
            if user.name in made:
                raise NameTakenError(f"{user.name} exists", subject="Username", value=user.name)
            made[user.name] = user
        if len(made) > MOST_USERS:
            raise FullError(f"there can be {MOST_USERS} users", subject="User")
        self.state.users = made

    def change(self, users: Iterable[tuple[str, str | None, UserLevel]]) -> None:
        """Sets password (None: keeps it) and level of accounts: of all, or of none. Raises NotThereError, PasswordError."""
        made = dict(self.state.users)
        for name, password, level in users:
            before = self._existing(made, name)
            made[name] = OnvifUser(name, before.password if password is None else password, level)
            _check(made[name])
        self.state.users = made

    def delete(self, names: Iterable[str]) -> None:
        """Takes accounts away: all, or none. Raises NotThereError."""
        made = dict(self.state.users)
        for name in names:
            self._existing(made, name)
            del made[name]
        self.state.users = made

    def _existing(self, users: dict[str, OnvifUser], name: str) -> OnvifUser:
        if name not in users:
            raise NotThereError(f"no user {name}", subject="Username", value=name)
        return users[name]


def _check(user: OnvifUser) -> None:
    if not 1 <= len(user.name) <= LONGEST_NAME or not all(" " < character <= "~" and character not in ':"' for character in user.name):
        raise UsernameError(f"names have 1 to {LONGEST_NAME} characters", subject="Username", value=user.name)
    if not 1 <= len(user.password) <= LONGEST_PASSWORD or not all(" " <= character <= "~" for character in user.password):
        raise PasswordError(f"passwords have 1 to {LONGEST_PASSWORD} printable characters", subject="Password")
