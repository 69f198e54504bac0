"""The words on the text bar."""

from __future__ import annotations

import pytest

from camsim.media.paint.text import TextOverlay, formatted, line
from tests.media.bench import NOON


@pytest.mark.parametrize(
    ("pattern", "zone", "words"),
    [
        ("%F %T", 0, "2026-01-01 12:00:00"),
        ("%T", 3600, "13:00:00"),
        ("%F", 43200, "2026-01-02"),
        ("%a %d %b %Y %I:%M %p", 0, "Thu 01 Jan 2026 12:00 PM"),
        ("%z", -12600, "-0330"),
        ("100%% %Q %", 0, "100% %Q %"),
        ("%s", 7200, str(int(NOON))),
    ],
)
def test_directives(pattern, zone, words):
    assert formatted(pattern, NOON, zone) == words


def test_date_clock_and_text_share_a_line():
    assert line(TextOverlay(True, True, True, "Gate"), NOON, 0) == "2026-01-01 12:00:00 Gate"
    assert line(TextOverlay(False, True, False, "Gate"), NOON, 0) == "2026-01-01"
    assert TextOverlay(show_text=True).blank and TextOverlay(text="unseen").blank
