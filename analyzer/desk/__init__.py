"""The moderators' desk: what was flagged, reviewed in its context by people, and their votes kept for training."""
