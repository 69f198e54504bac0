"""Faults as values: bounds, order, counts, chances."""

from __future__ import annotations

import random

import pytest

from camsim.contract import faults
from camsim.contract.faults import Fault, FaultKind, Faults


def made() -> Faults:
    return Faults(lambda: random.Random(1))


@pytest.mark.parametrize(
    "options", [{"probability": 1.1}, {"probability": -1}, {"count": -1}, {"seconds": 3601}, {"status": 200}, {"kind": "no"}]
)
def test_values_out_of_bounds_are_refused(options):
    with pytest.raises(ValueError, match=r"must lie in|not a valid"):
        Fault(**{"kind": FaultKind.STATUS, **options})


def test_a_fault_that_is_spent_strikes_no_more():
    held = made()
    held.add(Fault(FaultKind.DROP, count=2))
    assert [held.take("GET", "/", "") is not None for _ in range(3)] == [True, True, False]
    assert held.all()[0].spent


def test_a_count_of_0_never_strikes():
    held = made()
    held.add(Fault(FaultKind.DROP, count=0))
    assert held.take("GET", "/", "") is None


def test_chances_come_again_after_a_reset():
    held = made()

    def run() -> list[bool]:
        held.add(Fault(FaultKind.DROP, probability=0.5))
        return [held.take("GET", "/", "") is not None for _ in range(50)]

    first = run()
    assert 10 < sum(first) < 40
    held.reset()
    assert run() == first


def test_there_is_an_end_to_their_number_and_spent_ones_make_room(monkeypatch):
    monkeypatch.setattr(faults, "MOST_FAULTS", 3)
    held = made()
    for _ in range(2):
        held.add(Fault(FaultKind.DROP))
    held.add(Fault(FaultKind.DROP, count=0))
    assert held.add(Fault(FaultKind.DROP)).id == "fault-4"
    with pytest.raises(ValueError, match="are set"):
        held.add(Fault(FaultKind.DROP))
