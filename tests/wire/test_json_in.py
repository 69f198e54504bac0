"""JSON from outside: what is read, what is refused, the same on every Python."""

from __future__ import annotations

import pytest

from camsim.wire import json_in


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": [1, 2.5, null, true, "\xc3\xa5"]}', {"a": [1, 2.5, None, True, "å"]}),
        (b"\xef\xbb\xbf{}", {}),
        ('["' + "[" * 5000 + '"]', ["[" * 5000]),
        (r'["\"[[[[", "\\"]' + " " * 3, ['"[[[[', "\\"]),
        ("[" + "[], " * 2000 + "[]]", [[]] * 2001),
    ],
)
def test_a_document_is_read(content, value):
    assert json_in.parse(content) == value


def test_nesting_is_allowed_to_its_bound_and_no_further():
    def nested(levels):
        return "[" * levels + "]" * levels

    assert json_in.parse(nested(json_in.DEEPEST)) is not None
    for opened in ("[", '{"a":'):
        with pytest.raises(ValueError, match="nested"):
            json_in.parse(opened * (json_in.DEEPEST + 1))
    with pytest.raises(ValueError, match="nested"):
        json_in.parse(nested(json_in.DEEPEST + 1))


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"a": NaN}', b"[1e999]", b"[-Infinity]", b"\xff\xfe{}", "{} {}", '"' + "[" * 100_000, "[" + "1" * 5000 + "]"]
)
def test_what_is_no_json_is_refused(content):
    with pytest.raises(ValueError, match=r"\w"):
        json_in.parse(content)
