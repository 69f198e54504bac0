"""Video output API: /axis-cgi/videooutput/*.cgi, OS 6.10 and later, on devices with a socket for a screen (page slug: video-output-api)."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from camsim.apis.video_output import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.device.parameters import Parameters
from camsim.device.video_output import Corner, OutputMode, VideoOutput

api = Api(
    title="Video output API",
    page="video-output-api",
    since="6.10",
    access=Access.OPERATOR,
    needs=VideoOutput.fits,
    xml_shape=messages.SHAPE,
    omits=("the picture on the screen", "whether a bitmap of a sequence exists"),
)

PATH = "/axis-cgi/videooutput"


@api.xml(f"{PATH}/getschemaversions.cgi", schema_version=False)
def get_schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return messages.versions()


@api.xml(f"{PATH}/getsupported.cgi")
def get_supported(call: Call) -> Element:
    """Tells which CGIs there are."""
    return messages.supported()


@api.xml(f"{PATH}/getvideosources.cgi")
def get_video_sources(call: Call) -> Element:
    """The sources, and which of them are on the screen."""
    return messages.sources(call.organ(VideoOutput), call.organ(Parameters))


@api.xml(f"{PATH}/setvideosource.cgi")
def set_video_source(call: Call, id: int) -> Element:
    """Shows one source."""
    call.organ(VideoOutput).show(id)
    return messages.done()


@api.xml(f"{PATH}/getactivemode.cgi")
def get_active_mode(call: Call) -> Element:
    """The modes, and which of them it is."""
    return messages.mode(call.organ(VideoOutput))


@api.xml(f"{PATH}/setactivemode.cgi")
def set_active_mode(call: Call, mode: OutputMode) -> Element:
    """Changes the mode."""
    call.organ(VideoOutput).choose(mode)
    return messages.done()


@api.xml(f"{PATH}/getmirroring.cgi")
def get_mirroring(call: Call) -> Element:
    """Whether left and right are swapped."""
    return messages.mirroring(call.organ(VideoOutput))


@api.xml(f"{PATH}/setmirroring.cgi")
def set_mirroring(call: Call, mirroringenabled: bool) -> Element:
    """Swaps left and right, or not."""
    call.organ(VideoOutput).mirror(mirroringenabled)
    return messages.done()


@api.xml(f"{PATH}/getrotation.cgi")
def get_rotation(call: Call) -> Element:
    """The rotations, and which of them it is."""
    return messages.rotation(call.organ(VideoOutput))


@api.xml(f"{PATH}/setrotation.cgi")
def set_rotation(call: Call, rotation: int) -> Element:
    """Turns the output."""
    call.organ(VideoOutput).turn(rotation)
    return messages.done()


@api.xml(f"{PATH}/getsequence.cgi")
def get_sequence(call: Call) -> Element:
    """The sequence."""
    return messages.sequence(call.organ(VideoOutput))


@api.xml(f"{PATH}/clearsequence.cgi")
def clear_sequence(call: Call) -> Element:
    """Takes all elements out."""
    call.organ(VideoOutput).clear()
    return messages.done()


@api.xml(f"{PATH}/addsequenceelement.cgi")
def add_sequence_element(call: Call, source: str, duration: int, mirror: bool = False) -> Element:
    """A new last element."""
    return messages.added(call.organ(VideoOutput).add(source, duration, mirror).number)


@api.xml(f"{PATH}/updatesequenceelement.cgi")
def update_sequence_element(
    call: Call, sequenceelementid: int, sourceid: str | None = None, duration: int | None = None, mirror: bool | None = None
) -> Element:
    """Changes an element; something must be given."""
    given = {"source": sourceid, "duration": duration, "mirrored": mirror}
    wanted = {name: value for name, value in given.items() if value is not None}
    if not wanted:
        raise MissingError("nothing is to be changed", subject="sourceid")
    output = call.organ(VideoOutput)
    output.update(replace(output.element(sequenceelementid), **wanted))  # type: ignore[arg-type]
    return messages.done()


@api.xml(f"{PATH}/removesequenceelement.cgi")
def remove_sequence_element(call: Call, sequenceelementid: int) -> Element:
    """Takes an element out."""
    call.organ(VideoOutput).remove(sequenceelementid)
    return messages.done()


@api.xml(f"{PATH}/getquadview.cgi")
def get_quad_view(call: Call) -> Element:
    """The sources of the quad view, from the top left on."""
    return messages.quad(call.organ(VideoOutput))


@api.xml(f"{PATH}/setquadview.cgi")
def set_quad_view(call: Call, id: list[int]) -> Element:
    """Configures the quad view and shows it."""
    call.organ(VideoOutput).arrange(id)
    return messages.done()


@api.xml(f"{PATH}/getsourcesettingsenabled.cgi")
def get_source_settings_enabled(call: Call) -> Element:
    """Which sources are shown with their own mirroring, rotation and overlays."""
    return messages.source_settings(call.organ(VideoOutput))


@api.xml(f"{PATH}/setsourcesettingsenabled.cgi")
def set_source_settings_enabled(call: Call, id: int, enabled: bool) -> Element:
    """Shows a source with its own settings, or raw."""
    call.organ(VideoOutput).use_settings(id, enabled)
    return messages.done()


@api.xml(f"{PATH}/getdynamicoverlays.cgi")
def get_dynamic_overlays(call: Call) -> Element:
    """Whether dynamic overlays are on the screen."""
    return messages.dynamic_overlays(call.organ(VideoOutput))


@api.xml(f"{PATH}/setdynamicoverlays.cgi")
def set_dynamic_overlays(call: Call, dynamicoverlays: bool) -> Element:
    """Shows dynamic overlays, or not."""
    call.organ(VideoOutput).show_overlays(dynamicoverlays)
    return messages.done()


@api.xml(f"{PATH}/getpip.cgi")
def get_pip(call: Call) -> Element:
    """The picture in the picture."""
    return messages.pip(call.organ(VideoOutput))


@api.xml(f"{PATH}/setpip.cgi")
def set_pip(
    call: Call,
    bordercolor: list[float] | None = None,
    borderenabled: bool | None = None,
    borderweight: list[float] | None = None,
    height: float | None = None,
    width: float | None = None,
    mainviewmirroring: bool | None = None,
    mainviewrotation: int | None = None,
    mainviewsource: int | None = None,
    position: Corner | None = None,
    pipmirroring: bool | None = None,
    piprotation: int | None = None,
    pipsource: int | None = None,
) -> Element:
    """Changes the picture in the picture; what is not given stays."""
    output = call.organ(VideoOutput)
    pip = messages.changed(output.state.pip, color=bordercolor, border=borderenabled, weight=borderweight, height=height, width=width)
    pip = messages.changed(pip, main=mainviewsource, main_mirrored=mainviewmirroring, main_rotation=mainviewrotation, corner=position)
    output.configure(messages.changed(pip, small=pipsource, small_mirrored=pipmirroring, small_rotation=piprotation))
    return messages.done()
