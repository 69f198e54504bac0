"""Nice names made from names by rule."""

import pytest

from camsim.profile.nice import nice_name


@pytest.mark.parametrize(
    ("name", "nice"),
    [
        ("Enabled", "Enabled"),
        ("ProdFullName", "Prod full name"),
        ("IPAddresses", "IP addresses"),
        ("RFCCompliantMultipartEnabled", "RFC compliant multipart enabled"),
        ("HTTPMessageType", "HTTP message type"),
        ("DiskID", "Disk ID"),
        ("DefaultDiskId", "Default disk id"),
        ("PTZOnQuadView", "PTZ on quad view"),
        ("XPos", "X pos"),
        ("CoordX", "Coord x"),
        ("H264InstallationEnabled", "H264 installation enabled"),
        ("LightControl2", "Light control2"),
        ("tcpECN", "tcp ECN"),
        ("admin", "Admin"),
        ("IPV6", "IPV6"),
    ],
)
def test_rule(name: str, nice: str) -> None:
    assert nice_name(name) == nice
