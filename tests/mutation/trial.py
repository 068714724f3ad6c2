"""Tries mutants: pytest collects the tests once, and a child of its process for each mutant changes what is loaded.

A function gets other code, a table other rows, wherever they are known by name: nothing is imported again, nothing
written into the tree, and the servers are the same for all.
"""

import ast
import inspect
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from types import CodeType, FunctionType, ModuleType
from typing import Any

import click
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from tests import conftest, servers

PATIENCE_SECONDS = 180
NOTICED = 3
OPTIONS = ("-s", "-p", "no:randomly", "-W", "ignore::pytest.PytestAssertRewriteWarning")
DISPLAYS = (ast.Dict, ast.Set, ast.Tuple, ast.Call)
TABLES = (dict, frozenset, tuple)


@dataclass(frozen=True)
class Mutant:
    """A change of a function or table of a module, and the module's whole text with it."""

    module: str
    where: str
    what: str
    text: str


@dataclass
class Trial:
    """The plugin of pytest that asks the tests of each mutant instead of running all once."""

    mutants: Sequence[Mutant]
    tests: dict[str, tuple[str, ...]]
    survivors: list[Mutant] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """First the tests as they are, which makes the databases; then each mutant."""
        if not _pass(session.items):
            raise pytest.UsageError("without any mutant these tests fail: ask them alone")
        conftest.upgrade = lambda _: None  # which they are now
        for mutant in self.mutants:
            files = self.tests[mutant.module]
            items = [item for file in files for item in session.items if item.nodeid.startswith(file)]
            items.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)  # which take long
            if _pass(items, mutant):
                self.survivors.append(mutant)
                click.echo(f"survived: {mutant.where} | {mutant.what}")
        return True


def try_all(mutants: Sequence[Mutant], tests: dict[str, tuple[str, ...]]) -> list[Mutant]:
    """The mutants that no test of their module notices."""
    settings.register_profile("mutation", deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
    settings.load_profile("mutation")
    trial = Trial(mutants, tests)
    with servers.running_servers() as running:
        servers.running_servers = lambda: nullcontext(running)
        files = sorted({file for mutant in mutants for file in tests[mutant.module]})
        if pytest.main([*OPTIONS, *files], plugins=[trial]):
            raise RuntimeError("the tests do not pass by themselves")
    return trial.survivors


def _pass(items: Sequence[pytest.Item], mutant: Mutant | None = None) -> bool:
    """Whether all these tests pass, asked in a process that is for nothing else. One that does not end has failed."""
    child = get_context("fork").Process(target=_ask, args=(items, mutant))
    child.start()
    child.join(PATIENCE_SECONDS * (1 if mutant else 3))
    if child.exitcode is None:
        child.kill()
        child.join()
    if child.exitcode not in {0, NOTICED, -signal.SIGKILL}:
        raise RuntimeError(f"not tried: {mutant and mutant.where}")
    return child.exitcode == 0


def _ask(items: Sequence[pytest.Item], mutant: Mutant | None) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    if mutant:
        change(import_module(mutant.module.removesuffix(".py").replace("/", ".")), mutant.text)
    for item, following in zip(items, [*items[1:], None], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            os._exit(NOTICED)
    os._exit(0)


def change(module: ModuleType, text: str) -> None:
    """Make a module that is loaded behave as if this were its text."""
    tree = ast.parse(text)
    for code in _functions(compile(tree, str(module.__file__), "exec")):
        owner: Any = module
        *owners, name = code.co_qualname.split(".")
        for each in owners:
            owner = getattr(owner, each)
        known = inspect.getattr_static(owner, name)
        function = getattr(known, "__func__", getattr(known, "fget", known))
        if isinstance(function, FunctionType):
            function.__code__ = code
    for owner, name, value in _tables(module, tree):
        _put(owner, name, eval(compile(ast.Expression(value), "table", "eval"), vars(module) | dict(vars(owner))))


def _functions(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType) and "<" not in each.co_qualname:
            yield each
            yield from _functions(each)


def _tables(owner: Any, tree: ast.Module | ast.ClassDef) -> Iterator[tuple[Any, str, ast.expr]]:
    for part in tree.body:
        if isinstance(part, ast.ClassDef):
            yield from _tables(getattr(owner, part.name), part)
        elif isinstance(part, ast.Assign | ast.AnnAssign) and isinstance(part.value, DISPLAYS):
            target = part.target if isinstance(part, ast.AnnAssign) else part.targets[0]
            if isinstance(target, ast.Name) and target.id.isupper() and isinstance(vars(owner)[target.id], TABLES):
                yield owner, target.id, part.value


def _put(owner: Any, name: str, new: Any) -> None:
    """Let a table be another: a mapping in place, what can't change wherever it is known by name or as a default."""
    old = vars(owner)[name]
    if isinstance(old, dict):
        old.clear()
        old.update(new)
    elif old != new:
        for known in [owner, *list(sys.modules.values())]:
            for key, value in list(vars(known).items()):
                if value is old:
                    setattr(known, key, new)
                elif isinstance(value, FunctionType) and value.__defaults__:
                    value.__defaults__ = tuple(new if each is old else each for each in value.__defaults__)
