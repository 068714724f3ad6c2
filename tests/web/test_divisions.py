"""The divisions as the page's script gets them."""

from collections.abc import Iterator

from shared.catalogue import CODE_LISTS
from web.divisions import TREE_FILE, Node, content, tree
from web.forms import today


def codes_in(nodes: list[Node]) -> Iterator[str]:
    for code, _, _, under in nodes:
        yield code
        yield from codes_in(under)


def test_the_file_is_what_make_codes_would_write() -> None:
    assert TREE_FILE.read_text() == content()


def test_every_place_that_may_be_chosen_is_on_one_way_down() -> None:
    found = [code for code in codes_in(tree()) if code]

    assert len(found) == len(set(found))
    assert set(found) >= {code.code for code in CODE_LISTS["division"].choices(today())}


def test_what_the_province_leads_directly_stands_beside_its_cities() -> None:
    hebei = next(node for node in tree() if node[0] == "130000")

    assert [name for _, name, _, _ in hebei[3]][:2] == ["石家庄市", "唐山市"]
    assert [name for _, name, _, _ in hebei[3][-1][3]] == ["辛集市", "定州市", "雄安新区"]
