"""The links of an OpenAPI document: where what a POST has made can be asked for, changed and removed.

They follow from the routes: `POST /units` answers with an id, so that whatever stands below `/units/{unit_id}` can be
asked about it, and so can `/canned-reasons/{reason_id}` about what `POST /units/{unit_id}/canned-reasons` has made.
"""

import re
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
JSON = "application/json"


def add_links(document: Document) -> None:
    """Link each POST that answers with an id to all operations that name one of that kind."""
    paths, schemas = document["paths"], document["components"]["schemas"]
    for path, item in paths.items():
        for status, response in item.get("post", {}).get("responses", {}).items():
            made = response.get("content", {}).get(JSON, {}).get("schema")
            links = dict(_links(paths, path, schemas, made)) if made and status.startswith("2") else {}
            if links:
                response["links"] = links


def _links(paths: Document, path: str, schemas: Document, made: Document) -> Iterator[tuple[str, Document]]:
    for target, parameter in _below(paths, path):
        pointer, fields = _id_in(schemas, made, parameter)
        if "id" not in fields:
            continue
        known = {name: f"$request.path.{name}" for name in re.findall(r"{(\w+)}", path) if f"{{{name}}}" in target}
        place = target.replace("~", "~0").replace("/", "~1")
        for method in sorted(paths[target].keys() - {"parameters"}):
            given = known | {parameter: f"$response.body#{pointer}/id"}
            if _wants_version(paths[target][method]) and "version" in fields:
                given["header.If-Match"] = f'"{{$response.body#{pointer}/version}}"'
            name = re.sub(r"\W+", "_", f"{method}{target}").strip("_")
            yield name, {"operationRef": f"#/paths/{place}/{method}", "parameters": given}


def _below(paths: Document, path: str) -> Iterator[tuple[str, str]]:
    """The paths that name something of the collection that is the end of this path, and the parameter which does."""
    *before, collection = path.split("/")
    for target in sorted(paths):
        parts = target.split("/")
        for at in range(1, len(before) + 1):
            if parts[:at] == before[:at] and parts[at : at + 1] == [collection] and parts[at + 1 : at + 2]:
                if named := re.fullmatch(r"{(\w+)}", parts[at + 1]):
                    yield target, named[1]
                break


def _id_in(schemas: Document, made: Document, parameter: str) -> tuple[str, Document]:
    """Where in the answer the thing stands that the parameter names, and the fields it has there.

    That is the answer itself, the first of a list, or a part that is called so.
    """
    if made.get("type") == "array":
        return "/0", _fields(schemas, made["items"])
    fields, name = _fields(schemas, made), parameter.removesuffix("_id")
    return ("", fields) if "id" in fields else (f"/{name}", _fields(schemas, fields.get(name, {})))


def _fields(schemas: Document, schema: Document) -> Document:
    named = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    found: Document = named.get("properties", {})
    return found


def _wants_version(operation: Document) -> bool:
    return any(each["name"] == "If-Match" for each in operation.get("parameters", ()))
