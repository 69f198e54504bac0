"""Video streaming: one bitmap image."""
