"""消息与队列 names messages in words."""

import pytest

from shared.messaging.contracts import CONTRACTS, QUEUES
from shared.messaging.message import DISCARDED
from web.administration.message_words import MESSAGE_WORDS, in_words


def test_every_message_has_words_of_its_own_and_no_other_has() -> None:
    assert set(MESSAGE_WORDS) == {*CONTRACTS, DISCARDED}
    assert len(set(MESSAGE_WORDS.values())) == len(MESSAGE_WORDS)


@pytest.mark.parametrize("queue", QUEUES)
def test_whoever_receives_a_message_is_named_in_words(queue: str) -> None:
    told = in_words({"name": "unit.changed", "receiver": f"{queue}.mirror_unit"})

    assert told["title"] == "单位有变动"
    assert not told["to"].isascii()


def test_a_message_of_an_older_release_is_shown_by_its_name() -> None:
    assert in_words({"name": "unit.gone", "receiver": "review.mirror_unit"})["title"] == "unit.gone"
