"""A model bundle and what it takes to run it: verify, tokenise, bucket, encode, judge."""
