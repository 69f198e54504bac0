"""Signed video: a parameter and an argument of streams, no CGI of its own; where the device lists it (page slug: signed-video)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api

api = Api(
    title="Signed video",
    page="signed-video",
    id="signed-video",
    versions=("1.0",),
    access=Access.ADMIN,
    needs=lambda profile: any(entry.id == "signed-video" for entry in profile.apis.discovery),
    parameters=("Image.I#.MPEG.SignedVideo.Enabled",),
    omits=("attestation of the key by the maker: the pictures can be verified, their origin cannot", "AV1"),
)
