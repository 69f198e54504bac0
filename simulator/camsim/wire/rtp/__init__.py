"""RTP and RTCP: payload formats, packets shared by all sessions of a stream, sender reports."""
