"""Writes the mutants of modules: `python -m tests.mutation.mutants < subjects.json > mutants.json`.

Runs where mutmut is (`uv tool run`), whose operators change functions, all but the one that leaves out arguments: most
such calls only fail. Instead each condition of several is left out, each named argument, and each call made for its
effect.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper
from mutmut.mutation.mutators import mutation_operators, operator_arg_removal

from tests.mutation.tables import Change, Enumerations, Tables, code, left_out

ENUMERATIONS = ("shared/auth.py", "shared/policy.py")
OPERATORS = [(kind, operator) for kind, operator in mutation_operators if operator is not operator_arg_removal]
OF_SEVERAL = m.Call(m.Name("and_") | m.Name("or_") | m.Name("union") | m.Attribute(attr=m.Name("where")))


class Changes(cst.CSTVisitor):
    """Collects the changes of one module: what is changed, by what, and where it stands."""

    METADATA_DEPENDENCIES = (ByteSpanPositionProvider,)

    def __init__(self, functions: Sequence[str] | None, tables: Tables) -> None:
        self.functions = functions
        self.tables = tables
        self.classes: list[str] = []
        self.found: list[tuple[str, CodeSpan, cst.CSTNode, cst.CSTNode]] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802 - libcst's names
        self.classes.append(node.name.value)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:  # noqa: ARG002, N802
        self.classes.pop()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:  # noqa: N802
        if self.functions is None or node.name.value in self.functions:
            self._add(node.name.value, _in_function(node.body))
        return False

    def visit_Assign(self, node: cst.Assign) -> bool:  # noqa: N802
        return self._constant(node.targets[0].target, node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> bool:  # noqa: N802
        return self._constant(node.target, node.value)

    def _constant(self, target: cst.CSTNode, value: cst.CSTNode | None) -> bool:
        if isinstance(target, cst.Name) and target.value.isupper() and value:
            self._add(target.value, self.tables.changes(target.value, value))
        return False

    def _add(self, name: str, changes: Iterable[Change]) -> None:
        name = ".".join([*self.classes, name])
        self.found += [(name, self.get_metadata(ByteSpanPositionProvider, old), old, new) for old, new in changes]


def _in_function(part: cst.CSTNode) -> Iterator[Change]:
    if isinstance(part, cst.Annotation | cst.Decorator):
        return
    for kind, operator in OPERATORS:
        if isinstance(part, kind):
            yield from ((part, changed) for changed in operator(part))
    if isinstance(part, cst.Call) and m.matches(part, OF_SEVERAL) and len(part.args) > 1:
        yield from left_out(part, "args")
    if isinstance(part, cst.Arg | cst.Expr) and m.matches(part, m.Arg(keyword=m.Name()) | m.Expr(m.Call())):
        yield part.value, cst.Name("None")
    for child in part.children:
        yield from _in_function(child)


def mutants_of(module: str, functions: Sequence[str] | None) -> Iterator[dict[str, str]]:
    """Each mutant of a module: where, what, and the whole text."""
    enumerations = Enumerations()
    for each in (*ENUMERATIONS, module):
        cst.parse_module(Path(each).read_text()).visit(enumerations)
    text = Path(module).read_bytes()
    changes = Changes(functions, Tables(enumerations.members))
    MetadataWrapper(cst.parse_module(text)).visit(changes)
    for name, span, old, new in changes.found:
        before, after = text[: span.start], text[span.start + span.length :]
        yield {
            "module": module,
            "where": f"{module}::{name}",
            "what": _shown(code(old), code(new)),
            "text": f"{before.decode()}{code(new)}{after.decode()}",
        }


def _shown(old: str, new: str) -> str:
    """The change in one line, without what is the same at both ends."""
    old, new = (" ".join(each.split()) for each in (old, new))
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    changed = f"[{old[head : len(old) - tail]} => {new[head : len(new) - tail]}]"
    return f"{old[:head][-40:]}{changed}{old[len(old) - tail :][:40]}"


def _alike(one: str, other: str) -> int:
    """How many signs from the beginning on are the same."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


if __name__ == "__main__":
    every = [each for module, functions in json.load(sys.stdin) for each in mutants_of(module, functions)]
    json.dump(every, sys.stdout)
