"""The virtual world around the camera."""
