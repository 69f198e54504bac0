"""Siren and signalling light."""
