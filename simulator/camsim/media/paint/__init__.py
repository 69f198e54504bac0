"""Painting: planes of a picture from scene and viewpoint, and text upon it."""
