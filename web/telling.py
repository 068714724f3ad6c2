"""Telling people on the next page how it went."""

from collections.abc import Container, Iterator
from contextlib import contextmanager

from flask import flash

from web.clients.http import ApiError
from web.faults import texts_by_field

CONFLICT, UNPROCESSABLE = 409, 422


@contextmanager
def telling(done: str, *, refusals: Container[int] = (CONFLICT,)) -> Iterator[None]:
    """Say that it was done, or in the service's own words why it was not.

    Other refusals than these have no place on the next page and are raised as they are.
    """
    try:
        yield
    except ApiError as error:
        if error.status not in refusals:
            raise
        flash(words_of(error), "warning")
    else:
        flash(done, "success")


def words_of(error: ApiError) -> str:
    """What is wrong with the fields, or with the whole if it is none of theirs."""
    return "".join(dict.fromkeys(texts_by_field(error).values())) or error.detail
