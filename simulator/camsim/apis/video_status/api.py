"""Video status: /axis-cgi/videostatus.cgi, whether the sources give a picture (page slug: video-streaming#video-status).

Guesses: without `status` all sources are told; a source that is not there is refused in the words of imagesize.cgi.
"""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import DeviceError, NotThereError
from camsim.device.parameters import Parameters
from camsim.device.sensors.video_inputs import VideoConnectionEvent, VideoInputs


def _problem(call: Call, error: DeviceError) -> Text:
    return Text(f"<!-- Video {error.value} not available. -->\n")


api = Api(
    title="Video streaming: video status",
    page="video-streaming#video-status",
    access=Access.VIEWER,
    needs=lambda profile: profile.video is not None,
    problem=_problem,
    events=(VideoConnectionEvent,),
)


@api.cgi("/axis-cgi/videostatus.cgi")
def video_status(call: Call, status: list[int] | None = None) -> Text:
    """A line for each source that is asked for."""
    count = call.organ(Parameters).number("ImageSource.NbrOfSources", 1)
    wanted = status or list(range(1, count + 1))
    for source in wanted:
        if not 1 <= source <= count:
            raise NotThereError(f"no video source {source}", subject="status", value=source)
    inputs = call.organ(VideoInputs) if call.device.has(VideoInputs) else None
    told = {source: "video" if inputs is None or inputs.connected(source) else "no video" for source in wanted}
    return Text("".join(f"Video {source} = {word}\n" for source, word in told.items()))
