"""What every page would pay for in its templates, and need not."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any

from flask import Flask, url_for
from flask.templating import Environment


class Templates(Environment):
    """Flask's own, but for where a template finds what all of them know."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dict; Jinja's chain of two is looked through name by name whenever macros are imported."""
        return {**self.globals, **(d or {})}


def prepare(app: Flask) -> None:
    """Let the application make its pages so; before anything else is offered to its templates."""
    app.jinja_environment = Templates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Any) -> str:
    """As `url_for`; that of a page without more, of which the frame has some twenty, is made once."""
    return url_for(endpoint, **values) if values else _address(endpoint)


@cache
def _address(endpoint: str) -> str:
    return url_for(endpoint)
