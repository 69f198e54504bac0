"""Ports, virtual inputs and manual triggers: what is wired to the device, and what pretends to be."""
