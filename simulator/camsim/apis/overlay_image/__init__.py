"""Overlay image API: images for overlays, uploaded and managed."""
