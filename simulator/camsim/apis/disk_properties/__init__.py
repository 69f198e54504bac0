"""Disk properties API (page slug: edge-storage-api)."""
