"""The six floors of docs/decisions: imports run down, never up, never round in a circle."""

import ast
import statistics
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# What a folder or file of catalog/ may import is whatever lies lower, and its own folder.
FLOORS = {
    "static": 0,  # what visitors take away stands alone
    "rules": 10,
    "models": 20,
    "queries": 30,
    "checks": 35,
    "actions": 40,
    "signals": 45,
    "views": 50,
    "admin": 50,
    "templatetags": 50,
    "management": 60,
    "urls": 60,
    "apps": 60,
}
# What a floor of Django's own must not reach for: it knows no request, no form, no page.
FOREIGN = {
    "models": ("django.http", "django.forms", "django.shortcuts", "django.template", "django.utils.html"),
    "queries": ("django.shortcuts", "django.template", "django.utils.html"),
    "actions": ("django.http", "django.forms", "django.shortcuts", "django.template", "django.utils.html"),
}
MOST_LINES = 300
MEDIAN_FUNCTION = 12
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}


def sources(*folders):
    """Every Python file of the folders that somebody wrote; migrations are generated."""
    found = (path for folder in folders for path in (PROJECT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def module_name(path):
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_module(name):
    path = PROJECT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def imports(path):
    """Every module that a file imports, wherever in the file, as absolute dotted names."""
    package = path.relative_to(PROJECT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            inner = [f"{module}.{alias.name}" for alias in node.names]
            yield from (name if is_module(name) else module for name in inner)


def floor_of(module):
    """The folder or file of catalog/ that a module belongs to; None for any other module."""
    parts = module.split(".")
    return parts[1] if parts[0] == "catalog" and len(parts) > 1 else None


def runs_up(importer, imported):
    """Tell whether an import between two places of catalog/ breaks the order of the floors."""
    return importer != imported and FLOORS[importer] <= FLOORS[imported]


@pytest.mark.parametrize(
    ("importer", "imported", "forbidden"),
    [
        ("views", "queries", False),
        ("queries", "views", True),
        ("models", "rules", False),
        ("rules", "models", True),
        ("views", "admin", True),
        ("admin", "views", True),
        ("signals", "actions", False),
        ("actions", "signals", True),
        ("models", "models", False),
        ("apps", "checks", False),
    ],
)
def test_the_measure_itself_tells_up_from_down(importer, imported, forbidden):
    assert runs_up(importer, imported) is forbidden


def test_every_part_of_the_catalogue_has_a_floor():
    places = {floor_of(module_name(path)) for path in sources("catalog")} - {None}
    assert places <= set(FLOORS)


def test_no_import_runs_up_a_floor():
    wrong = [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in sources("catalog")
        for name in imports(path)
        if floor_of(module_name(path)) and floor_of(name)
        if runs_up(floor_of(module_name(path)), floor_of(name))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_rules_stand_on_the_standard_library_alone():
    allowed = sys.stdlib_module_names
    wrong = [
        f"{path.name} imports {name}"
        for path in sources("catalog/rules")
        for name in imports(path)
        if name.split(".")[0] not in allowed and floor_of(name) != "rules"
    ]
    assert not wrong, "\n".join(wrong)


def test_no_floor_reaches_for_what_belongs_above_it():
    wrong = [
        f"{path.relative_to(PROJECT)} imports {name}"
        for folder, foreign in FOREIGN.items()
        for path in sources(f"catalog/{folder}")
        for name in imports(path)
        if any(name == module or name.startswith(f"{module}.") for module in foreign)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_ground_knows_the_catalogue_by_its_addresses_only():
    wrong = [
        f"{path.name} imports {name}"
        for path in sources("config")
        for name in imports(path)
        if name.split(".")[0] == "catalog" and path.name != "urls.py"
    ]
    assert not wrong, "\n".join(wrong)


def circle(graph):
    """Return the modules of one circle of imports, or [] when there is none."""
    done, trail = set(), []

    def walk(module):
        if module in trail:
            return [*trail[trail.index(module) :], module]
        if module in done:
            return []
        trail.append(module)
        found = next(filter(None, map(walk, graph.get(module, ()))), [])
        trail.pop()
        done.add(module)
        return found

    return next(filter(None, map(walk, graph)), [])


def test_the_search_for_circles_finds_one():
    assert circle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]
    assert circle({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_no_imports_go_round_in_a_circle():
    graph = {
        module_name(path): sorted(set(imports(path)) - {module_name(path)}) for path in sources("catalog", "config")
    }
    assert circle(graph) == []


def test_no_file_is_too_long():
    folders = ("catalog", "config", "templates", "tests")
    kinds = {".py", ".html", ".css", ".js"}
    wrong = [
        f"{path.relative_to(PROJECT)}: {lines} lines"
        for folder in folders
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in kinds and "migrations" not in path.parts
        if (lines := path.read_text(encoding="utf-8").count("\n")) >= MOST_LINES
    ]
    assert not wrong, "\n".join(wrong)


def test_half_of_all_functions_are_short():
    lengths = [
        node.end_lineno - node.lineno + 1
        for path in sources("catalog", "config")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert statistics.median(lengths) < MEDIAN_FUNCTION


def test_no_module_is_named_for_nothing():
    assert not [path for path in sources("catalog", "config", "tests") if path.stem in EMPTY_NAMES]
