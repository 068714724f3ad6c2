"""Pieces of an open page that are fetched again and again: nothing is sent while nothing has changed."""

import hashlib
from collections.abc import Callable

from flask import Response, request

NOT_MODIFIED = 304


def piece(standing: object, render: Callable[[], str]) -> Response:
    """The piece with an ETag made of how things stand, or a 304 without rendering anything."""
    response = Response()
    etag = hashlib.sha256(repr(standing).encode()).hexdigest()[:32]
    response.set_etag(etag)
    if request.if_none_match.contains(etag):
        response.status_code = NOT_MODIFIED
    else:
        response.set_data(render())
    return response
