"""The sentences that people are sent: for every message there is one or a reason why not, and all of them are whole."""

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from services.notices.texts.templates import TEMPLATES, UNTOLD
from shared.messaging.contracts import CONTRACTS
from tests.apps import web_app
from tests.notices.generated import messages_of

UNFINISHED = re.compile(r"[{}]|[A-Za-z_]|\bNone\b|[，。；：、！？][，。；：、！？]|（）|「」|\s\s")


@pytest.fixture(scope="module")
def gateway(keys: None) -> Flask:
    """The gateway, for the addresses that it knows."""
    return web_app()


def test_every_message_is_told_or_has_a_reason_why_nobody_is() -> None:
    assert set(TEMPLATES) | set(UNTOLD) == set(CONTRACTS)
    assert not set(TEMPLATES) & set(UNTOLD)
    assert all(UNTOLD.values())


def test_what_is_told_is_what_notices_has_a_receiver_for_that_tells() -> None:
    told = {name for name, contract in CONTRACTS.items() if any(".tell_" in one for one in contract.receivers)}

    assert told == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
@given(data=st.data())
def test_every_variant_of_a_message_becomes_whole_sentences_with_a_page_to_go_on(
    gateway: Flask, name: str, data: Any
) -> None:
    message = data.draw(messages_of(CONTRACTS[name]))
    pages = gateway.url_map.bind("example.cn")

    for text, link in (write(message) for write in TEMPLATES[name].texts):
        assert text.endswith("。")
        assert not UNFINISHED.search(text), text
        path, _, _ = link.partition("?")
        assert pages.test(path, "GET"), link


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_headline_is_whole_too(name: str) -> None:
    assert not UNFINISHED.search(TEMPLATES[name].headline)
