"""What each channel shows: sensors, parts of their pictures, and pictures put together."""
