"""The journal: bounded by number and size, honest about what it lost, filters."""

from __future__ import annotations

import tracemalloc

import pytest

from camsim.contract.journal import ARGUMENT_LIMIT, VALUE_LIMIT, Filter, Journal
from camsim.contract.pattern import matches


def begin(journal: Journal, path: str = "/", **facts):
    return journal.begin(time=0.0, method="GET", target=path, path=path, **facts)


def test_the_journal_at_its_limit_says_so():
    journal = Journal(limit=3)
    for number in range(3):
        journal.end(begin(journal, f"/{number}"))
    assert not journal.truncated
    begin(journal, "/3")
    assert journal.truncated and journal.total == 4
    assert [entry.path for entry in journal] == ["/1", "/2", "/3"]


def test_the_journal_is_bounded_by_size_too():
    journal = Journal(size_limit=10_000)
    for _ in range(100):
        entry = begin(journal, headers={"Cookie": "x" * 500})
        entry.body = "y" * 500
        journal.end(entry)
    assert journal.truncated and 5 < len(journal) <= 10
    begin(journal, headers={"Cookie": "x" * 50_000})
    assert len(journal) == 1


def test_memory_stays_flat_over_many_requests():
    journal = Journal(limit=100)

    def requests() -> None:
        for number in range(20_000):
            journal.end(begin(journal, f"/{number}", headers={"Host": "camera"}))

    requests()
    tracemalloc.start()
    try:
        requests()
        assert tracemalloc.get_traced_memory()[0] < 200_000
    finally:
        tracemalloc.stop()
    assert journal.total == 40_000 and len(journal) == 100


def test_long_arguments_are_clipped_when_a_request_is_done():
    journal = Journal()
    entry = begin(journal)
    entry.arguments = {"long": "x" * 10_000, **{f"a{number}": "1" for number in range(500)}}
    journal.end(entry)
    assert len(entry.arguments) == ARGUMENT_LIMIT and len(entry.arguments["long"]) == VALUE_LIMIT


def test_a_request_in_flight_is_there_and_watchers_hear_of_its_end():
    journal, heard = Journal(), []
    journal.watchers.append(heard.append)
    entry = begin(journal)
    assert list(journal) == [entry] and entry.in_flight and heard == []
    journal.end(entry)
    assert heard == [entry] and not entry.in_flight


def test_clear_goes_on_counting_and_reset_begins_anew():
    journal, heard = Journal(), []
    journal.watchers.append(heard.append)
    old = begin(journal)
    journal.clear()
    assert begin(journal).number == 2 and journal.total == 1
    journal.reset()
    journal.end(old)
    assert heard == [] and len(journal) == 0
    assert begin(journal).number == 1


def test_a_filter_names_what_an_entry_misses():
    journal = Journal()
    entry = begin(journal, "/axis-cgi/com/ptz.cgi")
    entry.arguments, entry.status = {"pan": "10"}, 200
    assert Filter(path="/axis-cgi/*", arguments={"pan": "1?"}, status=200).takes(entry)
    missed = Filter(method="POST", path="/axis-cgi/*", arguments={"pan": "2*", "tilt": "*"}, status=401, unmatched=True, since=1)
    assert missed.misses(entry) == ["method", "status", "unmatched", "since", "arguments.pan", "arguments.tilt"]


@pytest.mark.parametrize(
    ("text", "pattern", "fits"),
    [
        ("/axis-cgi/io", "/axis-cgi/*", True),
        ("[1,2]", "[1,2]", True),
        ("1", "[1,2]", False),
        ("[1", "[?", True),
        ("Pan", "pan", False),
        ("", "*", True),
        ("", "?", False),
        ("a\nb", "a*b", True),
    ],
)
def test_patterns_know_two_signs_only(text, pattern, fits):
    assert matches(text, pattern) is fits
