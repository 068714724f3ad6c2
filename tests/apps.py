"""The services' applications, each made once for a process of tests: to make one takes longer than most tests do."""

from functools import cache
from importlib import import_module

from flask import Flask


@cache
def service_app(service: str) -> Flask:
    """The application of a service. It holds nothing between requests, so that tests can share it."""
    made: Flask = import_module(f"services.{service}.app").create_app()
    return made
