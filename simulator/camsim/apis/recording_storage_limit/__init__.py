"""Recording storage limit API (page slug: edge-storage-api)."""
