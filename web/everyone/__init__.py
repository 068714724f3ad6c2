"""Pages that are alike for all who sign in."""
