"""Alerts: conditions as rules that look at events one by one, and what becomes of their signs."""
