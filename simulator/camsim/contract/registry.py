"""All APIs and every question about them: what a device serves, at which path, and what comes nearest."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from camsim.contract.api import Api, Endpoint
from camsim.device.binding import Binding
from camsim.profile.model import Profile

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Route:
    """What stands at a path: one endpoint, or several that a JSON method, a SOAP operation or an HTTP method tells apart."""

    path: str
    endpoints: list[Endpoint] = field(default_factory=list)

    @property
    def api(self) -> Api:
        """The API behind the path; of a SOAP router the first one."""
        return self.endpoints[0].api

    @property
    def takes_file(self) -> bool:
        """Whether a JSON message here may have files behind it."""
        return any(endpoint.file for endpoint in self.endpoints)

    def for_method(self, method: str) -> Endpoint | None:
        """The endpoint for an HTTP method."""
        return next((endpoint for endpoint in self.endpoints if method in endpoint.methods), None)

    def for_call(self, name: str, namespace: str = "") -> Endpoint | None:
        """The endpoint for a JSON method or a SOAP operation."""
        return next((endpoint for endpoint in self.endpoints if (endpoint.method, endpoint.namespace) == (name, namespace)), None)


class Registry:
    """The APIs of one device. The surface is asked anew at each request, since an upgrade changes it."""

    def __init__(self, apis: Iterable[Api], profile: Profile) -> None:
        self.known = tuple(apis)
        self.profile = profile

    @functools.cached_property
    def apis(self) -> tuple[Api, ...]:
        """The APIs that this device serves."""
        return tuple(api for api in self.known if api.exists_on(self.profile))

    @functools.cached_property
    def surface(self) -> dict[str, Route]:
        """Path -> what stands there."""
        routes: dict[str, Route] = {}
        for api in self.apis:
            for endpoint in api.endpoints:
                if endpoint.exists_on(self.profile):
                    for path in (endpoint.path, *endpoint.aliases):
                        route = routes.setdefault(path, Route(path))
                        route.endpoints.append(endpoint)
        return routes

    @functools.cached_property
    def _templates(self) -> tuple[tuple[re.Pattern[str], Route], ...]:
        """The routes whose path has places, each as a pattern."""
        found = [route for path, route in self.surface.items() if "{" in path]
        return tuple((re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", route.path)), route) for route in found)

    def resolve(self, path: str) -> tuple[Route | None, Mapping[str, str]]:
        """What stands at a path, and what fills the places of its template."""
        route = self.surface.get(path)
        if route is not None:
            return route, {}
        for pattern, templated in self._templates:
            if match := pattern.fullmatch(path):
                return templated, match.groupdict()
        return None, {}

    def nearest(self, path: str) -> str | None:
        """The known path that is most like an unknown one."""
        close = difflib.get_close_matches(path, self.surface, n=1, cutoff=0.4)
        return close[0] if close else None

    def bindings(self) -> list[Binding]:
        """The parameters that the served APIs tie to organs."""
        return [binding for api in self.apis for binding in api.bindings]

    def endpoints(self) -> list[Endpoint]:
        """All endpoints that this device serves."""
        return [endpoint for api in self.apis for endpoint in api.endpoints if endpoint.exists_on(self.profile)]
