"""The web server's TLS settings by SOAP."""
