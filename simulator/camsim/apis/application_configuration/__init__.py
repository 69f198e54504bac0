"""Configuration of the old rule engine applications."""
