"""Alerts to people and programs: a file here is a kind of target."""
