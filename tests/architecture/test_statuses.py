"""Rule 2: a status changes through one door."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, files, short

DOOR = ROOT / "shared" / "workflow.py"


def sets_a_status(node: ast.AST) -> bool:
    """Whether this assigns to `thing.status`, or updates the column in SQL."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
        return any(keyword.arg == "status" for keyword in node.keywords) and "update" in ast.unparse(node.func)
    return False


@pytest.mark.parametrize("path", files(".py", folders=("services", "shared")), ids=short)
def test_a_status_is_set_only_by_the_door(path: Path) -> None:
    found = [ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if sets_a_status(node)]

    assert len(found) == (path == DOOR)
