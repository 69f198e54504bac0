"""Disk management API (page slug: edge-storage-api)."""
