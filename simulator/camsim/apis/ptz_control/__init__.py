"""PTZ control: ptz.cgi and ptzconfig.cgi, and the parameters that a head moves."""
