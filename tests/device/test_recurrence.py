"""The device's subset of iCalendar."""

from __future__ import annotations

from datetime import datetime

import pytest

from camsim.device.recurrence import parse


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def starts(text: str, after: str, count: int) -> list[str]:
    """The next occurrences."""
    found, moment, times = [], at(after), parse(text)
    for _ in range(count):
        following = times.after(moment)
        if following is None:
            break
        found.append(following.isoformat(" ", "minutes"))
        moment = following
    return found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", []),
        ("RRULE:FREQ=SECONDLY;INTERVAL=30", ["2026-01-07 12:00", "2026-01-07 12:01", "2026-01-07 12:01"]),
        ("RRULE:FREQ=MINUTELY;INTERVAL=5", ["2026-01-07 12:05", "2026-01-07 12:10", "2026-01-07 12:15"]),
        ("RRULE:FREQ=HOURLY;INTERVAL=7", ["2026-01-07 16:00", "2026-01-07 23:00", "2026-01-08 06:00"]),
        ("RRULE:FREQ=DAILY;INTERVAL=2", ["2026-01-09 08:00", "2026-01-11 08:00", "2026-01-13 08:00"]),
        ("RRULE:FREQ=WEEKLY", ["2026-01-12 08:00", "2026-01-19 08:00", "2026-01-26 08:00"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", ["2026-01-09 08:00", "2026-01-12 08:00", "2026-01-14 08:00"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU;INTERVAL=2", ["2026-01-20 08:00", "2026-02-03 08:00", "2026-02-17 08:00"]),
        ("RRULE:FREQ=MONTHLY", ["2026-02-05 08:00", "2026-03-05 08:00", "2026-04-05 08:00"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU,-1FR", ["2026-01-13 08:00", "2026-01-30 08:00", "2026-02-10 08:00"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=5MO", ["2026-03-30 08:00", "2026-06-29 08:00", "2026-08-31 08:00"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=3,6", ["2026-03-05 08:00", "2026-06-05 08:00", "2027-03-05 08:00"]),
        ("RRULE:FREQ=YEARLY;INTERVAL=4", ["2030-01-05 08:00", "2034-01-05 08:00", "2038-01-05 08:00"]),
    ],
)
def test_occurrences(rule: str, expected: list[str]):
    start = "20260107T120000" if "SECOND" in rule or "MINUTE" in rule else "20260105T080000"
    after = "2026-01-07T12:00:00" if "SECOND" in rule or "MINUTE" in rule else "2026-01-07T10:00:00"
    assert starts(f"DTSTART:{start} {rule}", after, 3) == expected


def test_days_that_not_every_month_has():
    assert starts("DTSTART:20260131T000000 RRULE:FREQ=MONTHLY", "2026-02-01T00:00:00", 2) == ["2026-03-31 00:00", "2026-05-31 00:00"]
    assert starts("DTSTART:20240229T000000 RRULE:FREQ=YEARLY", "2026-02-01T00:00:00", 2) == ["2028-02-29 00:00", "2032-02-29 00:00"]


@pytest.mark.parametrize(
    ("moment", "ends"),
    [
        ("2026-01-05T07:59:59", None),
        ("2026-01-05T08:00:00", "2026-01-05T17:00:00"),
        ("2026-01-05T16:59:59", "2026-01-05T17:00:00"),
        ("2026-01-05T17:00:00", None),
        ("2026-01-10T12:00:00", None),
        ("2026-01-12T12:00:00", "2026-01-12T17:00:00"),
        ("1999-01-04T12:00:00", None),
    ],
)
def test_spans(moment: str, ends: str | None):
    office = parse("DTSTART:20240101T080000 DTEND:20240101T170000 RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    assert office.covers(at(moment)) == (None if ends is None else at(ends))


def test_spans_over_midnight_and_longer_than_their_distance():
    night = parse("DTSTART:20240105T220000 DTEND:20240106T060000 RRULE:FREQ=WEEKLY;BYDAY=FR,SU")
    assert night.covers(at("2026-01-05T05:00:00")) == at("2026-01-05T06:00:00"), "Sunday to Monday"
    assert night.covers(at("2026-01-06T05:00:00")) is None
    always = parse("DTSTART:20240101T000000 DTEND:20340101T000000 RRULE:FREQ=SECONDLY")
    assert always.covers(at("2026-01-05T05:00:00.5")) == at("2036-01-06T05:00:00")


@pytest.mark.parametrize(
    "text", ["DTSTART:20111212T06:00 DTEND:20111212T09:00 RRULE:FREQ=DAILY", "DTSTART:20111212T060000\nRRULE:FREQ=DAILY\n"]
)
def test_spellings(text: str):
    assert parse(text).start == at("2011-12-12T06:00:00")


NEW_YEAR = "DTSTART:20260101T000000"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whenever",
        "DTEND:20260101T000000",
        "DTSTART:20261301T000000",
        "DTSTART:2026-01-01",
        f"{NEW_YEAR} {NEW_YEAR}",
        f"{NEW_YEAR} DTEND:20251231T000000",
        f"{NEW_YEAR} DTEND:20260101T000000",
        f"{NEW_YEAR} RRULE:FREQ=NEVER",
        f"{NEW_YEAR} RRULE:INTERVAL=2",
        f"{NEW_YEAR} RRULE:FREQ=DAILY;INTERVAL=0",
        f"{NEW_YEAR} RRULE:FREQ=DAILY;INTERVAL=99999999",
        f"{NEW_YEAR} RRULE:FREQ=WEEKLY;BYDAY=XX",
        f"{NEW_YEAR} RRULE:FREQ=DAILY;COUNT=3",
        f"{NEW_YEAR} RRULE:FREQ=YEARLY;BYMONTH=13",
        f"{NEW_YEAR} RRULE:FREQ",
        f"{NEW_YEAR} BEGIN:VEVENT",
        NEW_YEAR + " " * 2000,
    ],
)
def test_what_is_no_schedule(text: str):
    with pytest.raises(ValueError):
        parse(text)
