"""帮助: the guide, for everybody; who can't sign in needs it most."""

from flask import Blueprint, abort, render_template, send_from_directory
from flask.typing import ResponseReturnValue

from web.audience import open_page
from web.guide import CHAPTERS, PICTURES, chapter

pages = Blueprint("guide", __name__, url_prefix="/help")


@pages.get("")
@open_page
def contents() -> ResponseReturnValue:
    """What chapters there are."""
    return render_template("everyone/guide.html", chapter=chapter("README"), name="", chapters=CHAPTERS)


@pages.get("/<string:name>")
@open_page
def show(name: str) -> ResponseReturnValue:
    """A chapter."""
    if name not in CHAPTERS:
        abort(404)
    return render_template("everyone/guide.html", chapter=chapter(name), name=name, chapters=CHAPTERS)


@pages.get("/pictures/<string:name>")
@open_page
def picture(name: str) -> ResponseReturnValue:
    """A picture of the guide."""
    return send_from_directory(PICTURES, name)
