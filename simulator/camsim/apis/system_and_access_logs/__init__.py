"""The system log and the access log."""
