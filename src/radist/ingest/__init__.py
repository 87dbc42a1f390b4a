"""Sockets and REST to exchanges: everything that waits on the way in."""
