"""Pages of a reviewer: the queue, a case, decisions."""
