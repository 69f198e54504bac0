"""How events leave the camera: one file per kind of consumer."""
