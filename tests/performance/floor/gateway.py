"""The floor's gateway: a signed cookie, one call of the service, one page."""

import os
import threading
from http.client import HTTPConnection
from typing import Any

import msgspec
from flask import Flask, redirect, render_template, request, session
from werkzeug.wrappers import Response

app = Flask(__name__)
app.secret_key = "floor"
app.jinja_env.auto_reload = False

ADDRESS = os.environ["FLOOR_SERVICE"]
CHROME = "<!-- the frame of a page: menu, icons, forms -->" * 4000
END = "</main></body></html>"
_own = threading.local()


@app.get("/sign-in/<person>")
def sign_in(person: str) -> str:
    """Believe it."""
    session["person"] = person
    return "signed in"


@app.get("/<any(record, cases, changes, notices):name>")
def show(name: str) -> str:
    """A page of the person."""
    return _page(name, f"/{name}/{session['person']}")


@app.get("/cases/<case>")
def show_case(case: str) -> str:
    """One case."""
    return _page("case", f"/cases/{session['person']}/{case}")


def _page(name: str, rows: str) -> str:
    """What is of the person from rows, and as much around it as ours has."""
    content = render_template(f"{name}.html", **_call("GET", rows))
    missing = int(request.args["bytes"]) - len(content.encode()) - len(END)
    return content + CHROME[: max(missing, 0)] + END


@app.post("/record/entries/<entry>")
def save(entry: str) -> Response:
    """Save one entry."""
    data = request.form.to_dict()
    body = {"key": data.pop("key"), "data": data}
    _call("PUT", f"/record/{session['person']}/entries/{entry}", body)
    return redirect("/record")


@app.post("/record/<any(submission, withdrawal):deed>")
def hand_over(deed: str) -> Response:
    """Submit, or take back."""
    _call("POST", f"/record/{session['person']}/{deed}", {"key": request.form.get("key")})
    return redirect("/record")


def _call(method: str, path: str, body: object = None) -> dict[str, Any]:
    if not hasattr(_own, "http"):
        _own.http = HTTPConnection(ADDRESS)
    try:
        return _asked(_own.http, method, path, body)
    except ConnectionError:  # it rested for so long that the service hung up
        _own.http.close()
        return _asked(_own.http, method, path, body)


def _asked(http: HTTPConnection, method: str, path: str, body: object) -> dict[str, Any]:
    http.request(method, path, body=msgspec.json.encode(body))
    answer = http.getresponse()
    content = answer.read()
    assert answer.status == 200, content
    decoded: dict[str, Any] = msgspec.json.decode(content)
    return decoded
