"""RTSP: sessions, transports and streams over every kind of byte pipe."""
