"""Time API and date.cgi (page slug: time-api)."""
