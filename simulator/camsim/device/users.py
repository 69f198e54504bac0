"""User accounts: names, passwords, roles and the PTZ right (page slug: system-settings)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from camsim.device.errors import ExistsError, NotAllowedError, NotThereError, OutOfRangeError
from camsim.device.log import Log, Severity
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Generation

_NAME = re.compile(r"[A-Za-z0-9]{1,14}")
LONGEST_PASSWORD = 64
_ANY_NAME = (11, 5)
"""OS version from which the initial administrator is an account like others."""


class Role(IntEnum):
    """What an account may do; the value is the digit of the parameter levels."""

    ANONYMOUS = 0
    VIEWER = 1
    OPERATOR = 4
    ADMIN = 6


@dataclass
class Account:
    """One user."""

    name: str
    password: str
    role: Role
    ptz: bool = False
    group: str = "users"
    """Primary group: `root` for the initial account, else `users`."""
    comment: str = ""

    def copy(self) -> Account:
        """An account of its own with the same values."""
        return replace(self)


@dataclass
class UserState:
    """All accounts in the order in which they were made."""

    accounts: dict[str, Account] = kept(factory=dict)
    default_password: bool = kept(False)
    """Whether root still has the password of the factory (generation A)."""


class Users(Organ[UserState]):
    """The accounts of the device."""

    name = "users"

    def factory_state(self) -> UserState:
        if self.profile.generation is Generation.A:
            return UserState({"root": Account("root", "pass", Role.ADMIN, ptz=True, group="root")}, default_password=True)
        return UserState()

    @property
    def needs_setup(self) -> bool:
        """True until the first administrator exists."""
        return not any(account.role is Role.ADMIN for account in self.state.accounts.values())

    @property
    def root_password_set(self) -> bool:
        """Whether somebody has chosen the administrator's password."""
        return not self.needs_setup and not self.state.default_password

    def replace(self, accounts: Iterable[Account]) -> None:
        """Sets all accounts anew. Raises OutOfRangeError, ExistsError."""
        self.state = UserState()
        for account in accounts:
            self._take(account)

    def get(self, name: str) -> Account | None:
        """The account of that name."""
        return self.state.accounts.get(name)

    def all(self) -> list[Account]:
        """The accounts in the order in which they were made."""
        return list(self.state.accounts.values())

    def add(self, account: Account) -> None:
        """Makes an account. Raises OutOfRangeError (subject `user` or `pwd`), ExistsError."""
        self._take(account)
        self._log(f"Account {account.name} created as {account.role.name.lower()}")

    def _take(self, account: Account) -> None:
        check_name(account.name)
        check_password(account.password)
        if account.name in self.state.accounts:
            raise ExistsError(f"{account.name} exists", subject="user", value=account.name)
        self.state.accounts[account.name] = account

    def update(
        self, name: str, *, password: str | None = None, role: Role | None = None, ptz: bool | None = None, comment: str | None = None
    ) -> None:
        """Changes an account. Raises NotThereError, OutOfRangeError, NotAllowedError for the last administrator's role."""
        account = self._existing(name)
        if password is not None:
            check_password(password)
        if role is not None and role is not Role.ADMIN and self._last_admin(account):
            raise NotAllowedError("the last administrator keeps the role", subject="sgrp", value=name)
        if password is not None:
            account.password = password
            self.state.default_password = self.state.default_password and name != "root"
        account.role = account.role if role is None else role
        account.ptz = account.ptz if ptz is None else ptz
        account.comment = account.comment if comment is None else comment
        self._log(f"Account {name} updated")

    def remove(self, name: str) -> None:
        """Takes an account away. Raises NotThereError, NotAllowedError for the initial or last administrator."""
        account = self._existing(name)
        initial = account.group == "root" and self.profile.os_number < _ANY_NAME
        if initial or self._last_admin(account):
            raise NotAllowedError(f"{name} cannot be removed", subject="user", value=name)
        del self.state.accounts[name]
        self._log(f"Account {name} removed")

    def _log(self, text: str) -> None:
        self.device.organ(Log).write("pwdgrp", text, Severity.NOTICE, audit=True)

    def _existing(self, name: str) -> Account:
        account = self.state.accounts.get(name)
        if account is None:
            raise NotThereError(f"no user {name}", subject="user", value=name)
        return account

    def _last_admin(self, account: Account) -> bool:
        admins = [other for other in self.state.accounts.values() if other.role is Role.ADMIN]
        return admins == [account]


def check_name(name: str) -> None:
    """Raises OutOfRangeError for what cannot be a user name."""
    if not _NAME.fullmatch(name):
        raise OutOfRangeError("user names have 1 to 14 letters and digits", subject="user", value=name)


def check_password(password: str) -> None:
    """Raises OutOfRangeError for what cannot be a password."""
    if not 1 <= len(password) <= LONGEST_PASSWORD or not all(" " <= char <= "~" for char in password):
        raise OutOfRangeError("passwords have 1 to 64 printable characters", subject="pwd")
