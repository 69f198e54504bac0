"""Tables of the APIs, for the command line and the README: derived from the declarations alone."""

from __future__ import annotations

from collections.abc import Iterable

from camsim.contract.api import Api, Endpoint
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
    """The README's table: API, id and versions, where it stands, what is left out."""
    rows = ["| API | Discovery id, versions | Where | Left out |", "| --- | --- | --- | --- |"]
    for api in sorted(apis, key=lambda api: api.title):
        id = f"`{api.id}` {', '.join(api.versions)}".strip() if api.id else "-"
        rows.append(f"| {api.title} | {id} | {_where(api)} | {'; '.join(api.omits) or '-'} |")
    return "\n".join(rows) + "\n"


def endpoints(apis: Iterable[Api]) -> str:
    """Every endpoint with the least access that it asks for, and every parameter that an API ties to a part of the camera."""
    parts = []
    for api in sorted(apis, key=lambda api: api.title):
        lines = [f"- `{spelled(endpoint)}` ({endpoint.access.value})" for endpoint in api.endpoints]
        lines += [f"- `root.{pattern}`" for pattern in _patterns(api)]
        parts.append("\n".join([f"## {api.title}", "", *lines]))
    return "\n\n".join(parts) + "\n"


def models(profiles: Iterable[Profile]) -> str:
    """The README's table of models."""
    rows = ["| Profile | Model | OS | Kind |", "| --- | --- | --- | --- |"]
    rows += [f"| `{profile.name}` | {profile.title} | {profile.os} | {profile.kind} |" for profile in profiles]
    return "\n".join(rows) + "\n"


def spelled(endpoint: Endpoint) -> str:
    """`POST /axis-cgi/apidiscovery.cgi getApiList`"""
    methods = "/".join(method for method in endpoint.methods if method != "HEAD")
    return f"{methods} {endpoint.path} {endpoint.method}".rstrip()


def _where(api: Api) -> str:
    """The paths of an API, those of one folder as one; the parameters of an API without any."""
    folders: dict[str, list[str]] = {}
    for path in dict.fromkeys(endpoint.path for endpoint in api.endpoints):
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    paths = [
        f"{folder}/*" if len(inside) > 2 else path for folder, inside in folders.items() for path in (inside if len(inside) < 3 else [""])
    ]
    return "<br>".join(f"`{path}`" for path in paths or [f"root.{pattern}" for pattern in _patterns(api)])


def _patterns(api: Api) -> list[str]:
    return [*(binding.pattern for binding in api.bindings), *api.parameters]
