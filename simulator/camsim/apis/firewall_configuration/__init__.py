"""The firewall."""
