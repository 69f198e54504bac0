"""Rate control (page slug: rate-control)."""
