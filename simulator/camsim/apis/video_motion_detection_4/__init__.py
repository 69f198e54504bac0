"""Video motion detection 4 and the guard applications."""
