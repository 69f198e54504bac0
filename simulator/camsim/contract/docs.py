"""Tables of the APIs, for the command line and the README: derived from the declarations alone."""

from __future__ import annotations

from collections.abc import Iterable

from camsim.contract.api import Api, DialectKind, Endpoint
from camsim.contract.registry import Registry
from camsim.profile.model import Profile
from camsim.profile.show import columns


def table(apis: Iterable[Api], profile: Profile | None) -> list[str]:
    """All APIs, or those that a device serves, one line an endpoint."""
    shown = Registry(apis, profile).apis if profile is not None else tuple(apis)
    rows = [("API", "ID", "VERSION", "ENDPOINT", "ACCESS")]
    for api in sorted(shown, key=lambda api: api.title):
        version = api.version_on(profile) if profile is not None else ", ".join(api.versions)
        for endpoint in api.endpoints:
            if profile is None or endpoint.exists_on(profile):
                rows.append((api.title, api.id or "-", version or "-", spelled(endpoint), endpoint.access.value))
    lines = columns(rows)
    left_out = [f"  {api.title}: {'; '.join(api.omits)}" for api in sorted(shown, key=lambda api: api.title) if api.omits]
    return [*lines, "", "Left out:", *left_out] if left_out else lines


def markdown(apis: Iterable[Api]) -> str:
    """The README's table: API, id and versions, endpoints with access, what is left out."""
    rows = ["| API | Discovery id, versions | Endpoints (least access) | Left out |", "| --- | --- | --- | --- |"]
    for api in sorted(apis, key=lambda api: api.title):
        id = f"`{api.id}` {', '.join(api.versions)}".strip() if api.id else "-"
        rows.append(f"| {api.title} | {id} | {_endpoints(api)} | {'; '.join(api.omits) or '-'} |")
    return "\n".join(rows) + "\n"


def models(profiles: Iterable[Profile]) -> str:
    """The README's table of models."""
    rows = ["| Profile | Model | OS | Kind |", "| --- | --- | --- | --- |"]
    rows += [f"| `{profile.name}` | {profile.title} | {profile.os} | {profile.kind} |" for profile in profiles]
    return "\n".join(rows) + "\n"


def spelled(endpoint: Endpoint) -> str:
    """`POST /axis-cgi/apidiscovery.cgi getApiList`"""
    methods = "/".join(method for method in endpoint.methods if method != "HEAD")
    return f"{methods} {endpoint.path} {endpoint.method}".rstrip()


def _endpoints(api: Api) -> str:
    by_path: dict[str, list[Endpoint]] = {}
    for endpoint in api.endpoints:
        by_path.setdefault(endpoint.path, []).append(endpoint)
    parts = []
    for path, endpoints in by_path.items():
        if endpoints[0].dialect in (DialectKind.JSON, DialectKind.SOAP):
            calls = ", ".join(f"{endpoint.method} ({endpoint.access.value})" for endpoint in endpoints)
            parts.append(f"`{path}`: {calls}")
        else:
            parts.append(f"`{path}` ({endpoints[0].access.value})")
    return "<br>".join(parts or [f"`root.{pattern}`" for pattern in (*(binding.pattern for binding in api.bindings), *api.parameters)])
