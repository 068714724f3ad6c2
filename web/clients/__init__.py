"""The four services as the gateway sees them: one module each, one function per endpoint."""
