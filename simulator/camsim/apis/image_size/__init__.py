"""Image size: how large a picture would be."""
