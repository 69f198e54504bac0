"""Optics control: zoom, focus and infrared cut filter of motor lenses."""
