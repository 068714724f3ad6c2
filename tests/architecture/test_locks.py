"""Whoever keeps a row holds up nobody who only refers to it.

A foreign key is looked up FOR KEY SHARE: when a row is written that refers to another, and when it is written twice in
one transaction. `FOR UPDATE` would make that wait, and two who keep two rows wait for each other; no key ever changes.
"""

import ast
import re

from tests.architecture.sources import ROOT, files, functions, nodes, short

OURS = files(".py", folders=("services", "shared"))
GENTLE = ("key_share", "read")
OF_ONE_ROW = ("_locked", "_case")  # they look for a row by its key and leave the asking to others
IN_ONE_ORDER = re.compile(r"\.order_by\(\w+\.(id|person_id|seq)\b|\bsession\.scalar\(|skip_locked=True")


def lock(node: ast.AST) -> str:
    """What a call or an argument says of a lock of rows."""
    if isinstance(node, ast.keyword) and node.arg == "with_for_update":
        return ast.unparse(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "with_for_update":
        return ast.unparse(node).rpartition(".with_for_update")[2]
    return ""


def test_rows_are_kept_without_holding_up_what_refers_to_them() -> None:
    asked = [*files(".py", folders=("services",)), ROOT / "shared" / "workflow.py"]
    locks = [(short(path), told) for path in asked for told in map(lock, nodes(path)) if told]

    assert [(path, told) for path, told in locks if not any(word in told for word in GENTLE)] == []


def test_who_keeps_several_rows_takes_them_in_the_order_in_which_all_do() -> None:
    """By their ids, as the change of keys does; one row, or what waits for nobody, needs no order."""
    asked = [(path, each) for path in OURS if ".with_for_update(" in path.read_text() for each in functions(path)]
    keeping = {(path, each.name): text for path, each in asked if ".with_for_update(" in (text := ast.unparse(each))}
    unordered = [place for place, text in keeping.items() if not IN_ONE_ORDER.search(text)]

    assert [f"{short(path)}: {name}" for path, name in unordered if name not in OF_ONE_ROW] == []


def test_what_only_one_may_do_has_a_number_of_its_own() -> None:
    """All numbers stand in `shared/locks.py`; elsewhere a lock is named by the thing that it is about."""
    lines = [(short(path), line) for path in OURS for line in path.read_text().splitlines()]
    asked = [(path, line) for path, line in lines if re.search(r"pg_\w*advisory\w*lock", line)]

    assert [place for place in asked if not re.search(r"hashtextextended|from_bytes|:lock", place[1])] == []
    assert [place for place in lines if re.match(r"[A-Z_]*LOCK\w* = [\d_]{7,}", place[1])] == []
