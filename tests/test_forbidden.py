"""What must never be in this project, searched for in every file of it."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
FOLDERS = ("catalog", "config", "templates")

NAMES = {
    "cache_page": "pages are kept by proxies, who never see a draft",
    "csrf_exempt": "every form is guarded",
    "mark_safe": "use format_html",
    "SafeString": "use format_html",
    "list_editable": "two editors would overwrite each other",
    "UpdateCacheMiddleware": "no cache middleware",
    "FetchFromCacheMiddleware": "no cache middleware",
    "eval": "never",
    "exec": "never",
}
MODULES = {"pickle", "marshal", "shelve", "dill"}
PROGRAM_MODULES = {"subprocess", "pty"}
PROGRAM_CALLS = {"system", "popen"}

IN_TEMPLATES = {
    r"\|\s*safe\b": "no |safe",
    r"\|\s*safeseq\b": "no |safeseq",
    r"\bautoescape\s+off\b": "escaping stays on",
    r"<style\b": "no inline style",
    r"<[^>]*\sstyle\s*=": "no inline style",
    r"<[^>]*\son[a-z]+\s*=": "no inline script",
    r"<script\b(?![^>]*\ssrc=)": "no inline script",
    r"javascript:": "no inline script",
}
IN_SCRIPTS = {
    r"\beval\s*\(": "never",
    r"\bnew\s+Function\b": "never",
    r"\bdocument\.write\b": "never",
    r"\.(inner|outer)HTML\s*=": "use textContent",
}
PATTERNS = {".html": IN_TEMPLATES, ".xml": IN_TEMPLATES, ".svg": IN_TEMPLATES, ".js": IN_SCRIPTS}


def found_in_python(text):
    """Yield (line, reason) for everything forbidden in a piece of Python."""
    for node in ast.walk(ast.parse(text)):
        for reason in reasons(node):
            yield node.lineno, reason


def reasons(node):  # noqa: C901  one flat list of cases
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in NAMES:
            yield f"{name}: {NAMES[name]}"
        case ast.Constant(value=str(text)) if text.startswith("django.middleware.cache"):
            yield "no cache middleware"
        case ast.Import(names=aliases):
            yield from forbidden_modules([alias.name for alias in aliases])
        case ast.ImportFrom(module=str(module)):
            yield from forbidden_modules([module])
        case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr=name)) if name in PROGRAM_CALLS:
            yield f"os.{name} starts another program"
        case ast.Call(keywords=keywords) if any(is_query(word) for word in keywords):
            yield "**request.GET hands a stranger the names of the arguments"
        case ast.Assign(targets=[ast.Name(id="fields")], value=ast.Constant(value="__all__")):
            yield 'fields = "__all__"'
        case ast.ExceptHandler() if swallows(node):
            yield "a swallowed exception"


def forbidden_modules(names):
    roots = {name.split(".")[0] for name in names}
    yield from (f"import {name}" for name in sorted(roots & MODULES))
    yield from (f"import {name}: starts another program" for name in sorted(roots & PROGRAM_MODULES))


def is_query(keyword):
    """`**request.GET`, `**request.POST.dict()` and the like."""
    return keyword.arg is None and any(
        isinstance(part, ast.Attribute) and part.attr in {"GET", "POST"} for part in ast.walk(keyword.value)
    )


def swallows(handler):
    """A handler that does nothing, or one that catches everything and does not raise again."""
    idle = all(
        isinstance(line, ast.Pass) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in handler.body
    )
    widest = {"Exception", "BaseException"}
    catches = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else widest
    raises = any(isinstance(node, ast.Raise) for line in handler.body for node in ast.walk(line))
    return idle or (bool(catches & widest) and not raises)


def found_by(patterns, text):
    """Yield (line, reason) for every place where one of the patterns occurs."""
    for pattern, reason in patterns.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield text.count("\n", 0, match.start()) + 1, reason


def search(path):
    place, text = path.relative_to(PROJECT).as_posix(), path.read_text(encoding="utf-8")
    patterns = PATTERNS.get(path.suffix)
    found = found_in_python(text) if patterns is None else found_by(patterns, text)
    return [f"{place}:{line}: {reason}" for line, reason in found]


def test_nothing_forbidden_is_in_the_project():
    files = sorted(path for folder in FOLDERS for path in (PROJECT / folder).rglob("*"))
    wrong = [line for path in files if path.suffix in {".py", *PATTERNS} for line in search(path)]
    assert not wrong, "\n".join(wrong)


def test_no_migration_names_a_folder_of_some_machine():
    migrations = (PROJECT / "catalog/migrations").glob("*.py")
    assert not [path.name for path in migrations if re.search(r"PosixPath|WindowsPath", path.read_text())]


@pytest.mark.parametrize(
    "text",
    [
        "from django.views.decorators.cache import cache_page",
        "@csrf_exempt\ndef view(request): ...",
        "html = safestring.mark_safe(text)",
        "class A:\n    list_editable = ['x']",
        "MIDDLEWARE = ['django.middleware.cache.UpdateCacheMiddleware']",
        "class Meta:\n    fields = '__all__'",
        "rows.filter(**request.GET)",
        "rows.filter(**request.GET.dict())",
        "import pickle",
        "from subprocess import run",
        "os.system('ls')",
        "eval('1')",
        "try:\n    f()\nexcept ValueError:\n    pass",
        "try:\n    f()\nexcept Exception:\n    x = 1",
        "try:\n    f()\nexcept:\n    x = 1",
    ],
)
def test_the_search_finds_forbidden_python(text):
    assert list(found_in_python(text))


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    f()\nexcept ValueError:\n    x = 1",
        "try:\n    f()\nexcept BaseException:\n    clean()\n    raise",
        "fields = ['a']",
        "rows.filter(**chosen)",
        "query.exclude(a=1)",
    ],
)
def test_the_search_leaves_honest_python_alone(text):
    assert not list(found_in_python(text))


@pytest.mark.parametrize(
    "text",
    [
        "{{ note|safe }}",
        "{% autoescape off %}",
        "<style>p{}</style>",
        '<p class="a" style="color:red">',
        '<a href="#" onclick="go()">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<a href="javascript:go()">',
    ],
)
def test_the_search_finds_forbidden_markup(text):
    assert list(found_by(IN_TEMPLATES, text))


@pytest.mark.parametrize(
    "text",
    ["{{ note|safe_name }}", '<script src="{% static "a.js" %}" defer></script>', '<p class="style one">'],
)
def test_the_search_leaves_honest_markup_alone(text):
    assert not list(found_by(IN_TEMPLATES, text))
