"""RTSP over WebSocket: the token that opens it."""
