"""Audio API: sound to and from clients over HTTP."""
