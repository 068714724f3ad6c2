"""The demo many times over: as many people as a province has, filled into stopped databases by COPY.

What the demo's units and people did by the services' own doors is read as text, once. Each copy of it is that text with
other ids, names, numbers and days, so what agrees in the demo agrees in every copy, between the services too; what is
worked out of it (encrypted values, blind indexes, hashes of contents, the audit chain, the figures) is worked out anew.
"""
