"""Who may do what: accounts, roles, sessions, log-in."""
