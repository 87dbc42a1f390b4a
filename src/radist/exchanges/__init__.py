"""Exchange dialects, one a file: bytes to events, and what to say next. Pure: no socket, no
clock.
"""
