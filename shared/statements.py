"""Parts of statements that are made once: to make one takes longer than most take to be answered."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, bindparam


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether an id is one of those that are sent as a list of this name: however many, the statement reads the same.

    So a connection prepares it once; an IN with each of them would be another statement for each number.
    """
    found: ColumnElement[bool] = column == any_(bindparam(name, type_=ARRAY(Uuid)))
    return found
