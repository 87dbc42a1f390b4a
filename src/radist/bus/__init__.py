"""Events between nodes, one way of carrying them a file."""
