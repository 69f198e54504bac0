"""Content filters: which values a consumer wants (dialect ItemFilter; ONVIF Core Specification, message content filter).

boolean(//SimpleItem[@Name="port" and @Value="1"]) and not(boolean(//SimpleItem[@Name="state" and @Value="0"]))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from camsim.events.topics import LONGEST, ExpressionError

DEEPEST = 32
"""Parentheses and negations inside one another."""

Item = tuple[str, str | None]
"""Name and value of a SimpleItem, both as on the wire; None: it may be any value."""
Truth = bool | None
"""None: that depends on values that may be any."""
Test = Callable[[Sequence[Item]], Truth]
"""Whether the items of a message are wanted."""
ItemTest = Callable[[Item], Truth]

_TOKEN = re.compile(
    r"""\s*(?:(?P<path>//\s*(?:[A-Za-z_][\w.-]*:)?(?:SimpleItem|ElementItem)\b)|(?P<attribute>@(?:Name|Value)\b)"""
    r"""|(?P<text>"[^"]*"|'[^']*')|(?P<word>[A-Za-z]+)|(?P<sign>!=|[=()\[\]]))"""
)


@dataclass(frozen=True, slots=True)
class ContentFilter:
    """A content filter."""

    text: str
    test: Test = field(compare=False)

    def matches(self, items: Sequence[Item]) -> bool:
        """Whether a message with these items is wanted."""
        return self.test(items) is True

    def may_match(self, items: Sequence[Item]) -> bool:
        """Whether a message would be wanted for some values of its open items."""
        return self.test(items) is not False


def parse(text: str) -> ContentFilter:
    """Reads a filter. Raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST} characters")
    return ContentFilter(text, _Parser(_tokens(text)).whole())


def _any(found: Iterable[Truth]) -> Truth:
    is_open = False
    for truth in found:
        if truth:
            return True
        is_open = is_open or truth is None
    return None if is_open else False


def _negated(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all(found: Iterable[Truth]) -> Truth:
    return _negated(_any(map(_negated, found)))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kinds and texts. Raises ExpressionError for what is none of ours."""
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            raise ExpressionError(f"syntax error, unexpected {text[at : at + 40]}")
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


class _Parser:
    """Recursive descent over the tokens; the same ladder of or, and, not serves messages and single items."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Test:
        """The filter itself."""
        test = self._either(self._message)
        if self._at < len(self._tokens):
            raise ExpressionError(f"syntax error, unexpected {self._tokens[self._at][1][:40]}, expecting end of file")
        return test

    def _either(self, atom: Callable[[], Callable[..., Truth]]) -> Callable[..., Truth]:
        tests = [self._all(atom)]
        while self._next("word", "or"):
            tests.append(self._all(atom))
        return tests[0] if len(tests) == 1 else lambda given: _any(test(given) for test in tests)

    def _all(self, atom: Callable[[], Callable[..., Truth]]) -> Callable[..., Truth]:
        tests = [self._single(atom)]
        while self._next("word", "and"):
            tests.append(self._single(atom))
        return tests[0] if len(tests) == 1 else lambda given: _all(test(given) for test in tests)

    def _single(self, atom: Callable[[], Callable[..., Truth]]) -> Callable[..., Truth]:
        if self._next("word", "not"):
            test = self._inside(atom)
            return lambda given: _negated(test(given))
        return self._inside(atom) if self._is("sign", "(") else atom()

    def _inside(self, atom: Callable[[], Callable[..., Truth]]) -> Callable[..., Truth]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(f"more than {DEEPEST} parentheses inside one another")
        self._expect("sign", "(")
        test = self._either(atom)
        self._expect("sign", ")")
        self._depth -= 1
        return test

    def _message(self) -> Test:
        """`boolean(//SimpleItem[...])`: whether there is such an item."""
        self._expect("word", "boolean")
        self._expect("sign", "(")
        self._expect("path")
        self._expect("sign", "[")
        test: ItemTest = self._either(self._item)
        self._expect("sign", "]")
        self._expect("sign", ")")
        return lambda items: _any(test(item) for item in items)

    def _item(self) -> ItemTest:
        """`@Name="port"`"""
        attribute = 0 if self._expect("attribute") == "@Name" else 1
        same = self._expect("sign") == "="
        wanted = self._expect("text")[1:-1]
        return lambda item: None if item[attribute] is None else (item[attribute] == wanted) is same

    def _is(self, kind: str, text: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == (kind, text)

    def _next(self, kind: str, text: str) -> bool:
        there = self._is(kind, text)
        self._at += there
        return there

    def _expect(self, kind: str, text: str = "") -> str:
        have = self._tokens[self._at] if self._at < len(self._tokens) else ("", "end of file")
        if have[0] != kind or (text and have[1] != text):
            raise ExpressionError(f"syntax error, unexpected {have[1][:40]}, expecting {text or kind}")
        self._at += 1
        return have[1]
