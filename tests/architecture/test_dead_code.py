"""No code lies about that nothing uses. Fields of rows and messages are data: whoever reads these may need them."""

import re
from pathlib import Path

from vulture import Vulture  # type: ignore[import-untyped]

ROOT = Path(__file__).parents[2]
PRODUCT = ("shared", "services", "web", "sandbox", "stack", "deploy")
CODE = {"function", "method", "property", "class", "unreachable_code"}
CALLED_BY_LIBRARIES = ["create_app", "__call__", "Meta", "on_*", "pre_fork", "post_fork", "*_helper", "ValueClass"]
CALLED_BY_LIBRARIES += ["get_credentials", "get_signing_serializer", "make_globals"]  # of redis-py, Flask and Jinja
CALLED_BY_LIBRARIES += ["readinto"]  # of Python
REGISTERED = [
    *(f"@*.{verb}" for verb in ("get", "post", "put", "patch", "delete", "before_request", "after_request")),
    *("@*.consumes", "@*.command", "@*.group", "@*.expression", "@*.listens_for", "@*listens_for"),
    *("@joined", "@printing", "@pre_*", "@post_*", "@validates*"),
]
FOR_TESTS = {"grant_role", "free_base", "start_servers"}


def test_no_code_lies_about_that_nothing_uses() -> None:
    vulture = Vulture(ignore_names=CALLED_BY_LIBRARIES, ignore_decorators=REGISTERED)
    # Steps of a migration and reports of a command are found by their names.
    vulture.scavenge([ROOT / name for name in PRODUCT], exclude=["*/migrations/*", "*/stack/report.py"])
    elsewhere = in_templates() | FOR_TESTS

    found = [one for one in vulture.get_unused_code() if one.typ in CODE and one.name not in elsewhere]
    assert [one.get_report() for one in found] == []


def in_templates() -> set[str]:
    """Every word that a template could call something by."""
    texts = (path.read_text() for path in (ROOT / "web" / "templates").rglob("*.html"))
    return {word for text in texts for word in re.findall(r"\w+", text)}
