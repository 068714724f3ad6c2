"""What tests and demonstrations steer the site with: /_control. A real partner has no such thing."""

import json
import sqlite3
from typing import Any

from flask import Blueprint, Response, request
from marshmallow import ValidationError

from sandbox.expert_site import deliveries, experts, storage, switches
from sandbox.expert_site.problems import Problem
from sandbox.expert_site.receiving import address_of

control = Blueprint("control", __name__, url_prefix="/_control")


@control.get("")
def show() -> Response:
    """The switches that are on, how deliveries ended, and every person with the state of their page."""
    with storage.reading() as connection:
        return _json(
            {
                "switches": switches.left(connection),
                "counters": deliveries.counters(connection),
                "people": _people(connection),
            }
        )


@control.post("")
def order() -> Response:
    """Set switches, forget or reset; answers like GET."""
    try:
        orders: dict[str, Any] = switches.Orders().load(request.get_json())
    except ValidationError as error:
        raise Problem(422, "order_invalid", "无法识别的设定。", fields=error.messages_dict) from error
    with storage.transaction() as connection:
        switches.obey(connection, orders)
    return show()


@control.get("/received")
def received() -> Response:
    """Every delivery that ever arrived, with its headers and body as they came."""
    with storage.reading() as connection:
        return _json({"counters": deliveries.counters(connection), "deliveries": deliveries.everything(connection)})


def _people(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    return [
        {
            "person": expert.person,
            "status": "deleted" if expert.data is None else "shared",
            "sequence": expert.sequence,
            "url": address_of(expert),
        }
        for expert in experts.everyone(connection)
    ]


def _json(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")
