"""The PTZ head: axes that move in time, presets, switches, and the view that they give."""
