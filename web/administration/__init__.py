"""Pages of those who administer units and set the rules; nothing here shows what a record holds."""
