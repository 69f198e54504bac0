"""Basic device information: what the device is."""
