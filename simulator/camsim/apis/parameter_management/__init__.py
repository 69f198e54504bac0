"""Parameter management: param.cgi, the parameter tree as text and as definitions."""
