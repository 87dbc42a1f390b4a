"""An exchange of our own: the protocol, the limits and the faults of a real one, on loopback."""
