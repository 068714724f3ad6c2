"""The review service against a model of it that is written apart and kept plain: lists and loops, no database."""
