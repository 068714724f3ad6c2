"""What the guards look at: our files, our functions, and what a function reaches."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from inspect import unwrap
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("shared", "services", "web", "sandbox", "stack")
FOLDERS = (*PACKAGES, "tests", "deploy")


def files(*endings: str, folders: tuple[str, ...] = FOLDERS) -> list[Path]:
    """Our files with one of these endings."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in endings and "__pycache__" not in path.parts and "vendor" not in path.parts
    )


def short(path: Path) -> str:
    """A file's name for people."""
    return str(path.relative_to(ROOT))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that a file says, read once for all who ask."""
    return tuple(ast.walk(ast.parse(path.read_text())))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function itself: without the docstring that explains them and the functions within."""
    lines = _lines(function)
    if ast.get_docstring(function):
        lines -= _lines(function.body[0])
    inner = (each for each in function.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return lines - sum(_lines(each) for each in inner)


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def names_reached(view: Callable[..., Any]) -> set[str]:
    """Every name that a function uses, and those used by the functions of ours that it calls.

    What it uses of a module of ours is there with the module's last name too: `profile.submit`.
    """
    names: set[str] = set()
    seen: set[CodeType] = set()
    waiting = [unwrap(view)]
    while waiting:
        function = waiting.pop()
        if not isinstance(function, FunctionType) or function.__code__ in seen:
            continue
        seen.add(function.__code__)
        used = _names_in(function.__code__)
        names |= used
        for found in (function.__globals__.get(name) for name in used):
            if isinstance(found, ModuleType) and _ours(found.__name__):
                attributes = {name: found.__dict__[name] for name in used & found.__dict__.keys()}
                names |= {f"{found.__name__.rpartition('.')[2]}.{name}" for name in attributes}
                waiting += [unwrap(each) for each in attributes.values() if callable(each)]
            elif isinstance(found, FunctionType) and _ours(found.__module__):
                waiting.append(unwrap(found))
    return names


def _names_in(code: CodeType) -> set[str]:
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return set(code.co_names).union(*(_names_in(each) for each in inner))


def _ours(module: str) -> bool:
    return module.partition(".")[0] in PACKAGES
