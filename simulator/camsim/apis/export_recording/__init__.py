"""Export recording API (page slug: edge-storage-api)."""
