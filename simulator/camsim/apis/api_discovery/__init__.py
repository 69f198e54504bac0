"""API discovery: which APIs the device lists."""
