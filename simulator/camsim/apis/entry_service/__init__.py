"""Entry service: which SOAP services there are."""
