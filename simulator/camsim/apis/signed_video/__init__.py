"""Signed video (page slug: signed-video)."""
