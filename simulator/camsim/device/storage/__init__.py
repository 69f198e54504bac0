"""Edge storage: disks, what is recorded on them, and what becomes of it (page slug: edge-storage-api)."""
