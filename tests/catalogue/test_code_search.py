"""Long lists: what people type finds what they mean, by name, by pinyin or by the letters it begins with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue import CODE_LISTS, Code, CodeList
from shared.catalogue.codes.making.pinyin import lines
from shared.catalogue.codes.pinyin import SYLLABLES_FILE
from tests.catalogue.strategies import TODAY


@st.composite
def items(draw: st.DrawFn) -> tuple[CodeList, Code]:
    """Something that may be chosen, and its list."""
    codes = draw(st.sampled_from(list(CODE_LISTS.values())))
    return codes, draw(st.sampled_from(codes.choices(TODAY)))


@given(items())
def test_everything_is_found_by_its_name_its_pinyin_and_its_first_letters(item: tuple[CodeList, Code]) -> None:
    codes, code = item
    syllables = code.syllables.split()

    assert syllables
    for typed in (code.name, "".join(syllables), " ".join(syllables), "".join(one[0] for one in syllables)):
        assert code in codes.search(typed, TODAY)


@given(items(), st.data())
def test_everything_is_found_by_any_piece_of_it(item: tuple[CodeList, Code], data: st.DataObject) -> None:
    codes, code = item
    syllables = code.syllables.split()
    first = data.draw(st.integers(0, len(syllables) - 1), label="first")
    last = data.draw(st.integers(first + 1, len(syllables)), label="last")
    typed = [one[: data.draw(st.integers(1, len(one)))] for one in syllables[first:last]]

    assert code in codes.search("".join(typed), TODAY)
    assert code in codes.search("".join(typed).upper(), TODAY)


@given(st.text())
def test_whatever_is_typed_is_no_failure(typed: str) -> None:
    assert all(code.in_force(TODAY) for code in CODE_LISTS["title"].search(typed, TODAY))


@pytest.mark.parametrize("typed", ["gjgcs", "gaoji", "高级", "gaojigcs", "GJGCS", "高级工程师", "ｇｊｇｃｓ"])
def test_the_senior_engineer_is_found(typed: str) -> None:
    assert "高级工程师" in {code.name for code in CODE_LISTS["title"].search(typed, TODAY)}


def test_what_begins_with_it_comes_first() -> None:
    assert [code.name for code in CODE_LISTS["title"].search("gjgcs", TODAY)] == ["高级工程师", "正高级工程师"]


@pytest.mark.parametrize(("typed", "name"), [("laoting", "河北省唐山市乐亭县"), ("zhuozhou", "河北省保定市涿州市")])
def test_places_are_found_as_they_are_spoken(typed: str, name: str) -> None:
    assert [code.name for code in CODE_LISTS["division"].search(typed, TODAY)] == [name]


def test_letters_inside_a_syllable_find_nothing() -> None:
    assert CODE_LISTS["title"].search("ongchengshi", TODAY) == []


def test_the_syllables_are_those_that_make_codes_would_write() -> None:
    assert SYLLABLES_FILE.read_text() == "".join(lines())
