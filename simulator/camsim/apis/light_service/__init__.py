"""Light control API (page slug: light-control)."""
