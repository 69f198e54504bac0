"""Who hears about events outside the device, one file for each road."""
