"""How much memory and how many open files this process has, for tests that claim that nothing grows."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from pathlib import Path


def resident() -> int:
    """Memory of this process in megabytes, without what its allocator keeps for later; 0 where the system does not tell."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20
    return 0


def open_files() -> int:
    """Descriptors of this process, sockets too; 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0
