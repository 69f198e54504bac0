"""Bytes to typed arguments, result or error to bytes: one module per wire family."""
