"""mDNS-SD API."""
