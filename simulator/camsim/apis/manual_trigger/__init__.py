"""Manual trigger and simulated inputs (page slug: input-and-outputs)."""
