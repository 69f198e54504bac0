"""Noise that is fixed to the scene: a value for each point of a lattice, smooth in between, endless in azimuth."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]


def _hashed(columns: npt.NDArray[np.uint32], rows: npt.NDArray[np.uint32], salt: int) -> Field:
    """Values -1..1 for lattice points."""
    mixed = columns[None, :] * np.uint32(0x9E3779B1) ^ rows[:, None] * np.uint32(0x85EBCA77) ^ np.uint32(salt * 0x27D4EB2F & 0xFFFFFFFF)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(12)
    mixed *= np.uint32(0x297A2D39)
    mixed ^= mixed >> np.uint32(15)
    return ((mixed >> np.uint32(8)).astype(np.float32) * np.float32(2.0 / (1 << 24)) - np.float32(1.0)).astype(np.float32)


def octave(left: int, top: int, size: int, turn: int, cell: tuple[int, int], salt: int) -> Field:
    """A square of `size` pixels at (left, top) of a panorama `turn` pixels round: noise with cells of (width, height) pixels.

    The cell sizes are powers of two that divide `size` and both corners.
    """
    wide, high = cell
    columns = (np.arange(-1, size // wide + 1) + left // wide) % (turn // wide)
    rows = np.arange(-1, size // high + 1) + top // high + 4096
    lattice = _hashed(columns.astype(np.uint32), rows.astype(np.uint32), salt)
    grown = cv2.resize(lattice, (lattice.shape[1] * wide, lattice.shape[0] * high), interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown[high : high + size, wide : wide + size], np.float32)
