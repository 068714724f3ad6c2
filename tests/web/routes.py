"""Every address of the gateway, for tests that walk all of them."""

from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from web.assets import STATIC_ENDPOINTS

SOME_ID = UUID(int=7)
ARGUMENTS = {"section_key": "education", "page": 1}


def pages_of(app: Flask) -> list[Rule]:
    """All rules but those of files that never change."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in STATIC_ENDPOINTS]


def reading(app: Flask) -> list[Rule]:
    """The rules that show something."""
    return [rule for rule in pages_of(app) if "GET" in (rule.methods or ())]


def changing(app: Flask) -> list[Rule]:
    """The rules by which people do something; what partners' programs send is signed."""
    signed = "partner_events.receive"
    return [rule for rule in pages_of(app) if "POST" in (rule.methods or ()) and rule.endpoint != signed]


def is_open(app: Flask, rule: Rule) -> bool:
    """Whether nobody need be signed in."""
    return getattr(app.view_functions[rule.endpoint], "audience", None) == "everybody"


def address(app: Flask, rule: Rule) -> str:
    """An address that the rule answers."""
    values = {name: ARGUMENTS.get(name, SOME_ID) for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)
