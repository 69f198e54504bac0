"""What faults of requests and of notifications share: they strike by chance, and no more often than they are told."""

from __future__ import annotations

import random
from collections.abc import Callable


class Striking:
    """The part of a fault that says how often it strikes."""

    __slots__ = ()
    count: int | None
    probability: float
    hits: int

    def check(self, most_hits: int) -> None:
        """Raises ValueError for a probability or a count out of bounds."""
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError("probability must lie in 0..1")
        if self.count is not None and not 0 <= self.count <= most_hits:
            raise ValueError(f"count must lie in 0..{most_hits}")

    @property
    def spent(self) -> bool:
        """Whether it has taken its count."""
        return self.count is not None and self.hits >= self.count

    def strikes(self, chance: Callable[[], random.Random]) -> bool:
        """Whether chance has it strike what it could take."""
        return self.probability >= 1.0 or chance().random() < self.probability
