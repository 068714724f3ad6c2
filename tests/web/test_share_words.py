"""分享 says with whom."""

import pytest

from web.share_words import in_words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "分享"),
        (["找专家网"], "分享至找专家网"),
        (["省人才服务网"], "分享至省人才服务网"),
        (["找专家网", "省人才服务网"], "分享至找专家网等平台"),
    ],
    ids=["nobody", "the first one", "another", "several"],
)
def test_the_menu_names_the_partners_that_there_are(names: list[str], words: str) -> None:
    assert in_words(names) == words


def test_a_button_puts_the_name_into_quotes() -> None:
    assert in_words(["找专家网"], "“”") == "分享至“找专家网”"
