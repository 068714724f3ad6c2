"""Pages of a professional: the record, changes to it, sharing it."""
