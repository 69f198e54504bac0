"""The organs of a device, in the order in which they are built."""

from __future__ import annotations

from typing import Any

from camsim.device.actions import Actions
from camsim.device.analytics.organ import Analytics
from camsim.device.analytics.people_counter import PeopleCounter
from camsim.device.analytics.producers import Producers
from camsim.device.applications import Applications
from camsim.device.audio import Audio
from camsim.device.audit import Audit
from camsim.device.average_bitrate import AverageBitrates
from camsim.device.certificates import Certificates
from camsim.device.clips import Clips
from camsim.device.consumption import Consumption
from camsim.device.dynamic_text import DynamicText
from camsim.device.external_devices import ExternalDevices
from camsim.device.feature_flags import FeatureFlags
from camsim.device.find_my_device import FindMyDevice
from camsim.device.firewall import Firewall
from camsim.device.firmware import Firmware
from camsim.device.geolocation import Geolocation
from camsim.device.heartbeat import Heartbeat
from camsim.device.http_headers import HttpHeaders
from camsim.device.imaging.day_night import DayNight
from camsim.device.imaging.optics import Optics
from camsim.device.imaging.privacy import PrivacyMasks
from camsim.device.io.manual_triggers import ManualTriggers
from camsim.device.io.ports import Ports
from camsim.device.io.supervision import Supervision
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.ip_filter import IpFilter
from camsim.device.leds import Leds
from camsim.device.light import Light
from camsim.device.log import Log
from camsim.device.mqtt.analytics import AnalyticsPublishers
from camsim.device.mqtt.bridge import MqttBridge
from camsim.device.mqtt.client import Mqtt
from camsim.device.network import Network
from camsim.device.ntp import Ntp
from camsim.device.onvif_users import OnvifUsers
from camsim.device.organ import Organ
from camsim.device.overlay_images import OverlayImages
from camsim.device.overlays import Overlays
from camsim.device.parameters import Parameters
from camsim.device.power import Power
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.queue import PtzQueue
from camsim.device.ptz.recorded_tours import RecordedTours
from camsim.device.ptz.tours import GuardTours
from camsim.device.reach import Reach
from camsim.device.region import Region
from camsim.device.remote_storage import RemoteStorage
from camsim.device.remote_syslog import RemoteSyslog
from camsim.device.schedules import Schedules
from camsim.device.sensors.casing import Casing
from camsim.device.sensors.climate import Climate
from camsim.device.sensors.digital_audio import DigitalAudio
from camsim.device.sensors.hearing import Hearing
from camsim.device.sensors.network_link import NetworkLink
from camsim.device.sensors.parts import Parts
from camsim.device.sensors.pir import Pir
from camsim.device.sensors.siren import SirenHealth
from camsim.device.sensors.tampering import Tampering
from camsim.device.sensors.video_inputs import VideoInputs
from camsim.device.service_discovery import ServiceDiscovery
from camsim.device.sip import Sip
from camsim.device.siren.organ import SirenAndLight
from camsim.device.speaker import Speaker
from camsim.device.speaker_test import SpeakerTest
from camsim.device.storage.disks import Disks
from camsim.device.storage.groups import RecordingGroups
from camsim.device.storage.recordings import Recordings
from camsim.device.storage.shares import NetworkShares
from camsim.device.streaming_indicator import StreamingIndicator
from camsim.device.throttling import Throttling
from camsim.device.time import Time
from camsim.device.users import Users
from camsim.device.video_output import VideoOutput
from camsim.device.viewers import Viewers
from camsim.device.views.capture import Capture
from camsim.device.views.sensors import Sensors
from camsim.device.views.views import Views

ORGANS: tuple[type[Organ[Any]], ...] = (
    Parameters,
    Power,
    Time,
    Log,
    Users,
    Firmware,
    Certificates,
    Network,
    ServiceDiscovery,
    Ntp,
    Reach,
    Region,
    ExternalDevices,
    IpFilter,
    Firewall,
    Throttling,
    HttpHeaders,
    FeatureFlags,
    OnvifUsers,
    Applications,
    Ports,
    Supervision,
    VirtualInputs,
    ManualTriggers,
    PtzHead,
    PtzQueue,
    GuardTours,
    RecordedTours,
    Analytics,
    Producers,
    Sensors,
    Capture,
    Views,
    RemoteStorage,
    RemoteSyslog,
    StreamingIndicator,
    Sip,
    SpeakerTest,
    Geolocation,
    Heartbeat,
    AverageBitrates,
    VideoOutput,
    Leds,
    FindMyDevice,
    DynamicText,
    OverlayImages,
    Overlays,
    Schedules,
    Actions,
    Mqtt,
    MqttBridge,
    AnalyticsPublishers,
    Climate,
    Pir,
    Casing,
    Parts,
    Tampering,
    Audio,
    Hearing,
    NetworkLink,
    SirenHealth,
    DigitalAudio,
    VideoInputs,
    Clips,
    Speaker,
    SirenAndLight,
    PeopleCounter,
    Audit,
    DayNight,
    Optics,
    PrivacyMasks,
    Light,
    Consumption,
    Viewers,
    Disks,
    NetworkShares,
    Recordings,
    RecordingGroups,
)
