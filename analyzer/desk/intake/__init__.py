"""Run folders into the database: comments once, scores per run, places in the queues."""
