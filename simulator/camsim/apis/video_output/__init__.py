"""Video output API (page slug: video-output-api)."""
