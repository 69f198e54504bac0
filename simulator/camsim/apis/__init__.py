"""One folder per API, named like its heading in the vendor documentation."""

from __future__ import annotations

import importlib
import pkgutil

from camsim.contract.api import Api

APIS: tuple[Api, ...] = tuple(
    importlib.import_module(f"{__name__}.{module.name}.api").api for module in pkgutil.iter_modules(__path__) if module.ispkg
)
"""All APIs that we know, in order of their folders."""
