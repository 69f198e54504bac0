"""I/O port API (page slug: input-and-outputs)."""
