"""Every sentence that people are sent, listed by message in `templates.py`; its parameter says what each needs."""
