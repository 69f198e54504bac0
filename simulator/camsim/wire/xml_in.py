"""XML from outside, read by defusedxml alone: no DTD, no entities, bounded depth and size; elements know their prefixes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

DEEPEST = 100
"""Elements within elements."""
MOST_ELEMENTS = 20_000
"""Elements of a document."""
MOST_PREFIXES = 300
"""Declarations of namespace prefixes in a document."""

_BUILT_IN = {"xml": "http://www.w3.org/XML/1998/namespace"}


class BadXmlError(ValueError):
    """Not well-formed, or larger or deeper than anybody needs."""


class Node(Element):
    """An element that knows the prefixes in its scope, which names within texts and attributes use."""

    def __init__(self, tag: str, attrib: dict[str, str], scope: Mapping[str, str]) -> None:
        super().__init__(tag, attrib)
        self.scope = scope
        """Prefix -> namespace; the empty prefix is the default one."""

    def resolve(self, name: str) -> tuple[str, str] | None:
        """Namespace and local name of a prefixed name in this element's text; None for an unknown prefix. No prefix: no namespace."""
        prefix, colon, local_name = name.rpartition(":")
        if not colon:
            return "", local_name
        namespace = self.scope.get(prefix)
        return None if namespace is None else (namespace, local_name)

    def children(self, name: str = "") -> Iterator[Node]:
        """Child elements, all or those with a local name."""
        for child in self:
            if isinstance(child, Node) and (not name or local(child) == name):
                yield child

    def child(self, *path: str) -> Node | None:
        """What the local names lead to, or None."""
        found: Node | None = self
        for name in path:
            found = next(found.children(name), None) if found is not None else None
        return found

    def content(self, *path: str) -> str | None:
        """The trimmed text of what the local names lead to, or None."""
        found = self.child(*path)
        return None if found is None else (found.text or "").strip()


def local(node: Element) -> str:
    """The name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def namespace(node: Element) -> str:
    """The namespace of an element, or nothing."""
    return str(node.tag)[1:].partition("}")[0] if str(node.tag)[:1] == "{" else ""


def read(raw: bytes) -> Node:
    """The root of a document. Raises BadXmlError."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    parser: Any = DefusedXMLParser(target=_Builder(), forbid_dtd=True)
    try:
        parser.feed(raw)
        root = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadXmlError(str(error)) from error
    if not isinstance(root, Node):
        raise BadXmlError("no element")
    return root


class _Builder(TreeBuilder):
    """Makes nodes, and ends the reading when there are too many of them."""

    def __init__(self) -> None:
        super().__init__(element_factory=self._node)
        self._scopes: list[Mapping[str, str]] = [_BUILT_IN]
        self._pending: dict[str, str] = {}
        self._elements = 0
        self._prefixes = 0

    def start_ns(self, prefix: str | None, uri: str | None) -> None:
        """A prefix is declared by the element that comes next."""
        self._prefixes += 1
        if self._prefixes > MOST_PREFIXES:
            raise BadXmlError("too many prefixes")
        self._pending[prefix or ""] = uri or ""

    def start(self, tag: Any, attrs: Any, /) -> Any:
        """An element begins."""
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._scopes) > DEEPEST:
            raise BadXmlError("too large or too deep")
        self._scopes.append({**self._scopes[-1], **self._pending} if self._pending else self._scopes[-1])
        self._pending = {}
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Any:
        """An element ends."""
        self._scopes.pop()
        return super().end(tag)

    def _node(self, tag: Any, attrs: dict[Any, Any], /) -> Node:
        return Node(tag, attrs, self._scopes[-1])
