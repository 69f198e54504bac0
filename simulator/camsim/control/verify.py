"""Verification: did clients do what a test expects of them, and if not, what came closest?"""

from __future__ import annotations

from camsim.contract.journal import Exchange, Filter, Journal
from camsim.control.answers import NearMiss, Verdict
from camsim.control.errors import HandError

UNAUTHORIZED = 401
CLOSEST = 3
"""Near misses that a verdict names."""


def counted(journal: Journal, wanted: Filter) -> list[Exchange]:
    """Requests that meet the criteria. Answers 401 do not count unless `status` is a criterion: half of a digest login is one."""
    return [entry for entry in journal.find(wanted) if wanted.status is not None or entry.status != UNAUTHORIZED]


def judge(journal: Journal, wanted: Filter, times: int | None, at_least: int | None, at_most: int | None) -> Verdict:
    """Compares the number of requests with what is expected: exactly `times`, or bounds; at least one where nothing is said."""
    if times is not None and (at_least is not None or at_most is not None):
        raise HandError("goes without at_least and at_most", field="times")
    if times is None and at_least is None and at_most is None:
        at_least = 1
    least = times if times is not None else at_least or 0
    most = times if times is not None else at_most
    if most is not None and most < least:
        raise HandError(f"is less than at_least, which is {least}", field="at_most")
    found = counted(journal, wanted)
    count = len(found)
    closest: list[NearMiss] = []
    if count < least:
        closest = _closest(journal, wanted)
    elif most is not None and count > most:
        closest = [NearMiss([], entry) for entry in found[-CLOSEST:]]
    ok = least <= count and (most is None or count <= most)
    return Verdict(ok, count, _words(least, most), journal.truncated, closest)


def _words(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least}"
    return f"exactly {least}" if least == most else f"{least} to {most}" if least else f"at most {most}"


def _closest(journal: Journal, wanted: Filter) -> list[NearMiss]:
    missed = []
    for entry in journal:
        misses = wanted.misses(entry)
        if not misses and wanted.status is None and entry.status == UNAUTHORIZED:
            misses = ["status"]
        if misses:
            missed.append(NearMiss(misses, entry))
    missed.sort(key=lambda miss: (miss.exchange.status == UNAUTHORIZED, len(miss.misses), -miss.exchange.number))
    return missed[:CLOSEST]
