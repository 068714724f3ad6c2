"""What the public sees."""

from flask import Blueprint, abort, render_template, request

from sandbox.expert_site import experts, storage
from sandbox.expert_site.profile import profile_of

NEWEST = 2**53

pages = Blueprint("pages", __name__)


@pages.get("/")
def index() -> str:
    """All experts, the newest first."""
    before = request.args.get("before", default=NEWEST, type=int)
    if not 0 < before <= NEWEST:
        abort(404)
    with storage.reading() as connection:
        found = experts.shown(connection, before)
    listed = found[: experts.PAGE_SIZE]
    return render_template(
        "index.html",
        experts=[(expert.slug, profile_of(expert.data)) for expert in listed if expert.data],
        next_page=listed[-1].number if len(found) > len(listed) else None,
    )


@pages.get("/experts/<slug>")
def show(slug: str) -> str:
    """The page of one expert: 410 after it was deleted, 404 if there never was one."""
    with storage.reading() as connection:
        expert = experts.by_slug(connection, slug)
    if expert is None:
        abort(404)
    if expert.data is None:
        abort(410)
    return render_template("expert.html", profile=profile_of(expert.data))
