"""Supervised I/O (page slug: supervised-io)."""
