"""Nice names of parameters: made from the name by rule; definitions store only those that the rule does not give."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+")


@lru_cache(maxsize=4096)
def nice_name(name: str) -> str:
    """`ProdFullName` -> `Prod full name`, `IPAddresses` -> `IP addresses`: words in lower case, acronyms as they are.

    Takes the last part of a parameter's name.
    """
    first, *others = _WORD.findall(name) or [name]
    first = first if first[:1].islower() and others else first[:1].upper() + first[1:]
    return " ".join([first, *(word if len(word) > 1 and word.rstrip("0123456789").isupper() else word.lower() for word in others)])
