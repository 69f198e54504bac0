"""Video status (page slug: video-streaming#video-status)."""
