"""Video streaming: one JPEG image."""
