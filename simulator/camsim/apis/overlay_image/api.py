"""Overlay images: uploadoverlayimage.cgi and manageoverlayimages.cgi (page slug: overlay-api, overlay image API)."""

from __future__ import annotations

from camsim.apis.overlay_image import messages
from camsim.apis.overlay_image.messages import InputError
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_H
from camsim.contract.results import NoData
from camsim.device.overlay_images import OverlayImage, OverlayImages
from camsim.device.overlays import Overlays
from camsim.profile.model import Profile

UPLOAD, MANAGE = "/axis-cgi/uploadoverlayimage.cgi", "/axis-cgi/manageoverlayimages.cgi"


def _listed(profile: Profile) -> bool:
    return OverlayImages.fits(profile) and any(entry.id == "overlayimage" for entry in profile.apis.discovery)


api = Api(
    title="Overlay image API",
    page="overlay-api#overlay-image-api",
    id="overlayimage",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=_listed,
    family=FAMILY_H,
    codes=messages.CODES,
    parameters=("Image.OverlayPath",),
    omits=("SVG", "the singular `apiVersion` that the page prints in the answer to getSupportedVersions: clients look for the plural"),
)


@api.json(UPLOAD, "uploadOverlayImage", file=True)
async def upload_overlay_image(call: Call, scale_to_resolution: bool, alpha: str | None = None) -> dict[str, object]:
    """Keeps an image; the second part of the body is its file."""
    if not call.parts:
        raise InputError("no file", subject="image")
    file, transparent = call.parts[0], messages.colour(alpha)
    data = file.file.read(messages.LARGEST_FILE + 1)
    messages.check_file(data, alpha)
    image = await call.offload(lambda: _read(data, scale_to_resolution, transparent))
    return {"path": call.organ(OverlayImages).add(messages.name(file.filename), image)}


@api.json(MANAGE, "supportedFormats")
def supported_formats(call: Call) -> dict[str, object]:
    """Formats of files."""
    return {"formats": list(messages.FORMATS)}


@api.json(MANAGE, "validateImageHeader")
def validate_image_header(call: Call, type: str, width: int, height: int) -> dict[str, object]:
    """Whether such an image could be uploaded."""
    if type not in messages.FORMATS:
        raise messages.FormatError("no such format", subject="type", value=type)
    messages.check_size(width, height)
    return {"supportsAlpha": type == "bmp", "supportsScaling": True}


@api.json(MANAGE, "listImages")
def list_images(call: Call) -> dict[str, object]:
    """All images."""
    images = call.organ(OverlayImages)
    known = ((path, images.image(path)) for path in images.paths)
    return {"files": [{"path": path, "scaleWithResolution": image is not None and image.scales} for path, image in known]}


@api.json(MANAGE, "deleteImage")
def delete_image(call: Call, path: str) -> NoData:
    """Forgets an image that nothing uses."""
    used = call.device.has(Overlays) and any(overlay.path == path for overlay in call.organ(Overlays).all().values())
    call.organ(OverlayImages).remove(path, used)
    return NoData()


@api.json(MANAGE, "getDefaultImage")
def get_default_image(call: Call) -> dict[str, object]:
    """The image of stream profiles."""
    return {"path": call.organ(OverlayImages).default}


@api.json(MANAGE, "setDefaultImage")
def set_default_image(call: Call, path: str) -> NoData:
    """Chooses that image."""
    call.organ(OverlayImages).set_default(path)
    return NoData()


def _read(data: bytes, scales: bool, transparent: tuple[int, int, int] | None) -> OverlayImage:
    from camsim.media.paint.sticker import read

    try:
        return read(data, scales, transparent)
    except ValueError as error:
        raise InputError(str(error), subject="image") from error
