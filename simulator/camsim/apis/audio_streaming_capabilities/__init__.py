"""Audio streaming capabilities: which codecs at which rates."""
