"""Recording API (page slug: edge-storage-api)."""
