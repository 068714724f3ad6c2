"""What the pages of long work have alike."""

from flask import request

LINE_FILTERS = ("outcome", "cursor")


def given(*names: str) -> dict[str, str]:
    """What of this stands in the address of the page."""
    return {name: request.args[name] for name in names if request.args.get(name)}
