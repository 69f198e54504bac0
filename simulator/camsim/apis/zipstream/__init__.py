"""Zipstream API (page slug: zipstream-technology)."""
