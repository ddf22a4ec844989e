"""Votes out of the desk, as labelled data."""
