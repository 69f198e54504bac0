"""Stream status API (page slug: stream-status-api)."""
