"""A camera of our own with three configurable ports, the second of them an output; written where a test wants it."""

from __future__ import annotations

from pathlib import Path

_FILES = {
    "model.toml": 'title = "Bench"\nkind = "fixed dome"\ndefault_os = "11.11.192"\nextends = ["p3245-lve/model", "p3245-lve/leaves"]\n'
    '[ranges]\nports = "0..2"\ninputs = "0..2"\noutputs = "0..2"\n',
    "os-11.11.192.toml": 'extends = ["p3245-lve/os-11.11.192"]\n',
    "leaves.txt": "[IOPort.I{0..2}]\nConfigurable=yes\n",
}


def write(folder: Path, leaves: str = "") -> dict[str, object]:
    """Writes the profile; returns the options that start such a camera."""
    home = folder / "bench"
    home.mkdir()
    for name, text in _FILES.items():
        (home / name).write_text(text + (leaves if name == "leaves.txt" else ""), "utf-8")
    return {"profile": "bench", "profiles": (str(folder),)}
