"""A small but real stand-in for the expert site (找专家网): another organisation, with its own rules and storage.

It imports nothing of the product, and the product imports nothing of it; they meet only over HTTP.
"""
