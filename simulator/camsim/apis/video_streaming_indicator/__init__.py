"""Video streaming indicator (page slug: video-streaming-indicator)."""
