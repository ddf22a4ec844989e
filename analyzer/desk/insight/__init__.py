"""What the pages that explain are made of: votes, scores and rollups read from the store and worked out. No web."""
