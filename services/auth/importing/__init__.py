"""Import of people from a sheet: its columns, every kind of fault, the check of each row, and the report."""
