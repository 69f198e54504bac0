"""Being found on the network: mDNS-SD, SSDP and WS-Discovery, on the one interface that a setting names; silent without it."""
