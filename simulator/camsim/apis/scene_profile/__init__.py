"""Scene profile API (page slug: video-streaming#scene-profile-api)."""
