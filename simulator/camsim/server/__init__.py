"""Who owns the sockets: front, authentication, dialects."""
