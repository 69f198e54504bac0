"""Fixtures for tests of camera clients: `camsim`, a fresh camera per test, and `camsim_factory` for several.

    @pytest.mark.camsim(profile="q6135-le", clock="stepped")
    def test_the_head_turns(camsim): ...

Nothing of the simulator is imported before a test asks for a camera; no asyncio plugin is needed, and any will do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from camsim.threaded import ThreadedCamera

MARKER = "camsim(**options): settings of the cameras of this test, such as profile, os_version, users, seed, clock, speed"


class Unrewritten:
    """Finds the simulator's modules before pytest does, which rewrites the assertions of whatever is installed with a plugin.

    The simulator has threads that import, and Python before 3.11.8 cannot build syntax trees in two threads at once (SystemError: AST
    constructor recursion depth mismatch).
    """

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """As any import would find it; None for what is not the simulator's."""
        return PathFinder.find_spec(name, path, target) if name.startswith("camsim.") else None


def pytest_configure(config: pytest.Config) -> None:
    """Announces the marker."""
    config.addinivalue_line("markers", MARKER)
    sys.meta_path.insert(0, Unrewritten)
    config.add_cleanup(lambda: sys.meta_path.remove(Unrewritten))


@pytest.fixture
def camsim_factory(request: pytest.FixtureRequest) -> Iterator[Callable[..., ThreadedCamera]]:
    """Starts cameras: `camera = camsim_factory(profile="p5512")`; options of the marker hold for all of them.

    Where neither the call gives a seed nor anybody a serial, the first one has the seed of the marker (0), each further one the next.
    All are stopped after the test; bugs inside the simulator make it fail.
    """
    from contextlib import ExitStack

    from camsim.threaded import ThreadedCamera

    chosen = _marked(request.node)
    taken: set[object] = set()
    with ExitStack() as after:

        def one(**options: Any) -> ThreadedCamera:
            wanted = {**chosen, **options}
            if "serial" not in wanted and "seed" not in options:
                wanted["seed"] = _free_seed(chosen.get("seed", 0), taken)
            camera = ThreadedCamera(**wanted)
            taken.add(camera.settings.seed)
            after.callback(camera.raise_bugs)
            after.enter_context(camera)
            return camera

        yield one


@pytest.fixture
def camsim(camsim_factory: Callable[..., ThreadedCamera]) -> ThreadedCamera:
    """A fresh camera on free ports, as the marker says; its calls block, in asynchronous tests as well."""
    return camsim_factory()


def _free_seed(seed: Any, taken: set[object]) -> Any:
    """The first seed from this one on that no camera of the test has; what is no number is left to the settings to refuse."""
    while isinstance(seed, int) and seed in taken:
        seed += 1
    return seed


def _marked(item: pytest.Item) -> dict[str, Any]:
    """The options of all markers, those nearest to the test last."""
    options: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers("camsim"))):
        if marker.args:
            raise pytest.UsageError("the marker camsim takes options by name only")
        options.update(marker.kwargs)
    return options
