"""Dynamic overlay API and dynamic text (page slug: overlay-api)."""
