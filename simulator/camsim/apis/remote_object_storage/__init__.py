"""Remote object storage (REST)."""
