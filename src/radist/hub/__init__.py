"""Who hears what: rooms, their memory, sessions and the wire protocol. Pure: transports wait, the
hub never does.
"""
