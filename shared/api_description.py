"""What holds for every operation of every API, said once in its OpenAPI document: who is asked, what errors are.

flask-smorest would describe its own form of error, and says nothing of tokens, since it does not know `shared/auth.py`.
"""

from collections.abc import Callable
from typing import Any

from apispec import BasePlugin
from flask import Flask
from flask_smorest import Api
from marshmallow import INCLUDE, Schema, fields

from shared.api_links import add_links

PROBLEM = "application/problem+json"
FIRST_ERROR = 400
ERROR = "ErrorDocument"  # by its name: a class is resolved before these rules are applied, and only written out after
TOKEN = "user"  # noqa: S105 - the name of a scheme
REFUSALS = {"401": "not_signed_in", "403": "not_allowed"}


class ErrorDocument(Schema):
    """An error (RFC 9457): a stable code for programs, a sentence for people, and more facts of some errors."""

    class Meta:
        """Some errors tell more."""

        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    error = fields.String(required=True, metadata={"description": "固定代码，供程序判断"})
    fields_ = fields.Dict(data_key="fields", required=True, metadata={"description": "各字段的错误"})


class OurApi(Api):  # type: ignore[misc]
    """An Api whose document tells the truth about errors and tokens."""

    ERROR_SCHEMA = ErrorDocument

    def __init__(self, app: Flask) -> None:
        super().__init__(app, spec_kwargs={"extra_plugins": [_GeneralRules(app.view_functions)]})
        self.spec.components.security_scheme(TOKEN, {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})

    def finish(self) -> None:
        """Describe what can be known only when all routes are: call it after the last blueprint."""
        document = self.spec.to_dict()  # the very parts of which each later document consists
        _put_fields_beside_files(document)
        add_links(document)


def _put_fields_beside_files(document: dict[str, Any]) -> None:
    """Fields of a form that brings a file belong into its body; flask-smorest leaves them over as `formData`."""
    for item in document["paths"].values():
        for operation in (item[method] for method in item.keys() - {"parameters"}):
            for field in [each for each in operation.get("parameters", ()) if each["in"] == "formData"]:
                operation["parameters"].remove(field)
                sent = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
                schema = document["components"]["schemas"][sent["$ref"].rpartition("/")[2]]
                schema["properties"][field["name"]] = field["schema"]
                schema["required"].append(field["name"])


class _GeneralRules(BasePlugin):
    """Adds to operations what their decorators in `shared/auth.py`, `shared/limits.py` and `shared/api.py` do."""

    def __init__(self, views: dict[str, Callable[..., Any]]) -> None:
        self.views = views

    def response_helper(self, response: dict[str, Any], **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        """Of an error that flask-smorest describes: it comes as a problem."""
        return {"content": dict.fromkeys([PROBLEM], *response["content"].values())} if "content" in response else {}

    def operation_helper(
        self,
        path: str | None = None,  # noqa: ARG002
        operations: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Of an operation: it wants a token unless it is public, and each of its errors is a problem."""
        view = self.views[kwargs["rule"].endpoint]
        is_public = getattr(view, "allowed_roles", None) == "public"
        for operation in (operations or {}).values():
            if not is_public:
                operation["security"] = [{TOKEN: []}]
                for status, error in REFUSALS.items():
                    operation["responses"].setdefault(status, {"description": error})
            if getattr(view, "limited", False):
                operation["responses"].setdefault("429", {"description": "操作过于频繁"})
            for status, response in operation["responses"].items():
                if str(status).isdigit() and int(status) >= FIRST_ERROR and isinstance(response, dict):
                    response.setdefault("content", {PROBLEM: {"schema": ERROR}})
