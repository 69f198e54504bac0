"""What a device does: organs with state and verbs, on a clock, without any wire."""
