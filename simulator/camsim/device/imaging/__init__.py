"""What the device does with the picture."""
