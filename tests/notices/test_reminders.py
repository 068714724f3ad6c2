"""催办: a reviewer reads once for each batch what waits."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from shared.messaging.long_work import ReviewerReminded
from tests.notices.conftest import receive, told

WANG = UUID(int=4)


def reminded(cases: int, batch: int = 6) -> ReviewerReminded:
    return ReviewerReminded(
        version=3,
        batch_id=UUID(int=batch),
        reviewer_id=WANG,
        cases=cases,
        oldest_person="张𬭎",
        oldest_submitted_at=datetime(2026, 3, 1, 17, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (1, "管理员催办：张𬭎（2026年3月2日提交）的审核件正在等待您审核"),
        (3, "有 3 件审核件正在等待您审核，最早的一件是张𬭎（2026年3月2日提交）"),
    ],
)
def test_a_reviewer_is_told_how_many_cases_wait_and_which_is_the_oldest(
    client: FlaskClient, cases: int, words: str
) -> None:
    assert receive(reminded(cases), "tell_reminded") == "applied"

    (message,) = told(WANG)
    assert (words in message.text, message.link) == (True, "/cases")


def test_a_batch_reminds_once_however_often_it_is_heard_and_another_reminds_again(client: FlaskClient) -> None:
    for batch in (6, 6, 7):
        assert receive(reminded(2, batch), "tell_reminded") == "applied"

    assert len(told(WANG)) == 2
