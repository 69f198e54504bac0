"""Event streaming over WebSocket: the token that opens it."""
