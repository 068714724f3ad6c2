"""Files that people send: whether they are what they may be, before they are kept in `shared/files.py`'s store."""
