"""Rule 2: a status changes through one door."""

import ast

from tests.architecture.sources import ROOT, files, nodes

DOOR = ROOT / "shared" / "workflow.py"


def sets_a_status(node: ast.AST) -> bool:
    """Whether this assigns to `thing.status`, or updates the column in SQL."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
        return any(keyword.arg == "status" for keyword in node.keywords) and "update" in ast.unparse(node.func)
    return False


def test_a_status_is_set_only_by_the_door() -> None:
    sources = files(".py", folders=("services", "shared"))
    found = [(path, ast.unparse(node)) for path in sources for node in nodes(path) if sets_a_status(node)]

    assert [path for path, _ in found] == [DOOR], found
