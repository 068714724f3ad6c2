"""The deeds of the review service. Each takes a session, none commits."""
