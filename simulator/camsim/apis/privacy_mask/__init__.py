"""Privacy mask API: parts of the scene that no picture shows."""
