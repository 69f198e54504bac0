"""Call service: SIP and VMS calls."""
