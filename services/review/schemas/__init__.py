"""What the review API takes and gives."""
