"""The code lists behind the record's fields."""

from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import RAISE

from services.profile import schemas
from shared.auth import roles
from shared.beijing import today
from shared.catalogue import CODE_LISTS
from shared.errors import NotFound

blueprint = Blueprint("code_lists", __name__, url_prefix="/code-lists", description="代码表")


@blueprint.get("/<name>")
@blueprint.arguments(schemas.CodeQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.CodeList)
@blueprint.alt_response(304, description="没有变化(If-None-Match)")
@blueprint.alt_response(404, description="没有这个代码表")
@roles()
def show(query: dict[str, Any], name: str) -> Response:
    """代码表：现在可选的代码，可按名称、拼音或拼音首字母查找."""
    codes = CODE_LISTS.get(name)
    if codes is None:
        raise NotFound
    entries = codes.entries if query["retired"] else codes.search(query["search"], today())
    found = {"name": codes.name, "standard": codes.standard, "codes": entries}
    response = jsonify(schemas.CodeList().dump(found))
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]
