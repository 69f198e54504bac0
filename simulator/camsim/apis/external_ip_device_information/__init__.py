"""External IP devices."""
