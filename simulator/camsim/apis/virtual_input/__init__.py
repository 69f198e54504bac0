"""Virtual input API (page slug: input-and-outputs)."""
