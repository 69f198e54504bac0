"""Action service of the event and action services."""
