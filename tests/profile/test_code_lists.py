"""The code lists, as programs ask for them."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.profile.builders import bearer


def test_a_list_is_searched_by_the_letters_its_names_begin_with(client: FlaskClient) -> None:
    answer = client.get("/code-lists/title?search=gjgcs", headers=bearer(uuid4()))

    assert (answer.status_code, answer.json["standard"]) == (200, "GB/T 8561-2001")
    assert [(one["code"], one["name"], one["extension"]) for one in answer.json["codes"]] == [
        ("082", "高级工程师", False),
        ("081", "正高级工程师", True),
    ]


def test_retired_codes_come_only_when_asked_for_each_with_its_last_day(client: FlaskClient) -> None:
    now, ever = (
        {one["code"]: one for one in client.get(address, headers=bearer(uuid4())).json["codes"]}
        for address in ("/code-lists/division", "/code-lists/division?retired=true")
    )

    assert "130221" not in now
    assert ever["130221"]["name"] == "河北省唐山市丰润县"
    assert ever["130221"]["valid_to"] is not None


def test_a_list_is_only_sent_when_it_has_changed(client: FlaskClient) -> None:
    first = client.get("/code-lists/sex", headers=bearer(uuid4()))
    known = bearer(uuid4()) | {"If-None-Match": first.headers["ETag"]}

    assert client.get("/code-lists/sex", headers=known).status_code == 304
    assert client.get("/code-lists/sex?search=nan", headers=known).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        ("/code-lists/nothing", 404, None),
        ("/code-lists/sex?search=" + "x" * 51, 422, "search"),
        ("/code-lists/sex?search=nan&retired=true", 422, "retired"),
        ("/code-lists/sex?retired=perhaps", 422, "retired"),
        ("/code-lists/sex?other=1", 422, "other"),
    ],
)
def test_what_is_asked_wrongly_is_told(client: FlaskClient, address: str, status: int, field: str | None) -> None:
    answer = client.get(address, headers=bearer(uuid4()))

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert list(answer.json.get("fields") or {}) == ([field] if field else [])


def test_nobody_reads_them_without_signing_in(client: FlaskClient) -> None:
    assert client.get("/code-lists/sex").status_code == 401
