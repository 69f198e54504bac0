"""Media stream over HTTP (page slug: media-stream-over-http)."""
