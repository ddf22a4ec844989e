"""The arithmetic behind the desk's pages: agreement between people, and what a threshold finds. No database, no web."""
