"""How tables are changed, at which mutmut does not look: rules of roles, sets of statuses, transitions.

Each row and member is left out, each that is missing added, each reach made another. Runs where mutmut is.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

Change = tuple[cst.CSTNode, cst.CSTNode]
Rows = dict[str, str]
WIDEST = "Reach.EVERYWHERE"


class Enumerations(cst.CSTVisitor):
    """The members of each enumeration of the modules visited: `{"Role": ["Role.PROFESSIONAL", ...]}`."""

    def __init__(self) -> None:
        self.members: dict[str, list[str]] = {}

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802 - libcst's name
        if m.matches(node, m.ClassDef(bases=[m.Arg(m.Name("StrEnum"))])):
            names = [code(line.targets[0].target) for line in m.findall(node.body, m.Assign())]
            self.members[node.name.value] = [f"{node.name.value}.{name}" for name in names]


class Tables:
    """Changes the tables of one module, which are asked for from above to below, since one may be part of the next."""

    def __init__(self, members: dict[str, list[str]]) -> None:
        self.members = members
        self.known: dict[str, Rows] = {}

    def changes(self, name: str, value: cst.CSTNode) -> Iterator[Change]:
        """The changes of the constant `name`."""
        if isinstance(value, cst.Dict):
            self.known[name] = self._rows(value)
        yield from self._within(value)

    def _within(self, node: cst.CSTNode) -> Iterator[Change]:
        if isinstance(node, cst.Set | cst.Tuple):
            yield from left_out(node, "elements")
            yield from self._members_added(node)
        elif isinstance(node, cst.Dict):
            yield from left_out(node, "elements")
            yield from self._rows_added(node, node)
            for row in node.elements:
                yield from self._row_changed(row)
        elif code(node).startswith("Reach."):
            yield from ((node, cst.parse_expression(reach)) for reach in self._others("Reach", {code(node)}))
        else:
            for child in node.children:
                yield from self._within(child)

    def _row_changed(self, row: cst.BaseDictElement) -> Iterator[Change]:
        if isinstance(row, cst.DictElement) and code(row.value) in self.known:
            yield from self._rows_added(row.value, cst.Dict([cst.StarredDictElement(row.value)]))
        elif isinstance(row, cst.DictElement):
            yield from self._within(row.value)

    def _members_added(self, node: cst.Set | cst.Tuple) -> Iterator[Change]:
        held = {code(element.value) for element in node.elements}
        for each in self._others(_kind_of(held), held):
            yield node, node.with_changes(elements=[*node.elements, cst.Element(cst.parse_expression(each))])

    def _rows_added(self, old: cst.CSTNode, table: cst.Dict) -> Iterator[Change]:
        """A role that reaches everywhere, or a last status from which any other follows."""
        rows = self._rows(table)
        kind = _kind_of(rows)
        value = WIDEST if set(rows.values()) <= set(self.members["Reach"]) else f"frozenset({kind})"
        for key in self._others(kind, {key for key, held in rows.items() if value != WIDEST or held == WIDEST}):
            added = cst.DictElement(cst.parse_expression(key), cst.parse_expression(value))
            yield old, table.with_changes(elements=[*table.elements, added])

    def _rows(self, table: cst.Dict) -> Rows:
        rows: Rows = {}
        for row in table.elements:
            rows |= (
                {code(row.key): code(row.value)} if isinstance(row, cst.DictElement) else self.known[code(row.value)]
            )
        return rows

    def _others(self, kind: str, held: set[str]) -> list[str]:
        return [each for each in self.members.get(kind, []) if each not in held]


def left_out(node: cst.CSTNode, parts: str) -> Iterator[Change]:
    """The node without each of its parts."""
    every = getattr(node, parts)
    for index in range(len(every)):
        rest = [*every[:index], *every[index + 1 :]]
        empty_set = isinstance(node, cst.Set) and not rest
        yield node, cst.parse_expression("set()") if empty_set else node.with_changes(**{parts: rest})


def code(node: cst.CSTNode) -> str:
    """The node as it is written."""
    return cst.Module([]).code_for_node(node)


def _kind_of(members: Rows | set[str]) -> str:
    return next(iter(members), "").partition(".")[0]
