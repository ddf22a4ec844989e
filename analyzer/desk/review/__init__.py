"""Reviewing: queues, the card, leases, decisions and their log."""
