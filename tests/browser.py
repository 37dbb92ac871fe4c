"""A real Chromium for the tests marked `browser`: `page`, `new_page(…)` and `axe_violations(page)`.

A page fails its test at the end when the console showed an error, a script raised, or anything was
asked of another host. Not pytest-playwright: its fixture `device` would hide ours.

`python -m tests.browser` tries to launch one, as `make test` does before it decides to skip.
"""

import os
import shutil
import sys
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

CURE = "No Chromium can be launched. As root: apt-get install chromium-headless-shell libatomic1"
# The shell first: the same engine without windows, for which a page costs a fifth of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 20_000  # for a machine on which everything runs at once

expect.set_options(timeout=PATIENCE_MS)


def launch(playwright):
    """Launch the system's Chromium, since none may be downloaded; raises when it is missing or does not start."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise Error("none is installed")
    return playwright.chromium.launch(executable_path=path)


def pytest_collection_modifyitems(items):
    """Browser tests come last: while Playwright runs, Django takes the thread for an asynchronous one."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def browser():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Playwright's own start fails too where a library of its driver is missing, so that stays inside.
        try:
            playwright = sync_playwright().start()
            running = launch(playwright)
        except Exception as problem:
            if os.environ.get("BROWSER") == "required":
                raise
            pytest.skip(f"{CURE} ({str(problem).splitlines()[0]})")
        yield running
        running.close()
        playwright.stop()


@pytest.fixture(scope="session")
def served(django_db_setup):
    """The site on a port of its own. Not pytest-django's `live_server`, which empties the database for every test."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def new_page(browser, served):
    """Open a page of the site: `new_page(width=390, color_scheme="dark", javascript=False)`.

    What it shows is the test's own (`transactional_db`) or its module's (`only_read`).

    `statuses` names the error answers that a test means to get, such as 404: Chromium logs each as an error.
    """
    contexts, problems = [], []

    def open_page(width=1280, height=900, color_scheme="light", javascript=True, statuses=()):
        context = browser.new_context(
            base_url=served.url,
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        watch(context, urlsplit(served.url).netloc, statuses, problems)
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page):
    return new_page()


def watch(context, host, statuses, problems):
    """Write what a page must not do into `problems`."""
    expected = tuple(f"status of {status}" for status in statuses)

    def on_console(message):
        if message.type == "error" and not any(text in message.text for text in expected):
            problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def on_request(request):
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != host:
            problems.append(f"asked another host: {request.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: problems.append(f"script: {error.error}"))
    context.on("request", on_request)


def axe_violations(page):
    """Return what axe finds wrong, one line each: rule, impact and the elements."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    # Without preloading: axe would write stylesheets into the page, which our own policy rightly refuses.
    found = page.evaluate("axe.run({preload: false, resultTypes: ['violations']})")["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): " + ", ".join(str(node["target"]) for node in rule["nodes"])
        for rule in found
    ]


if __name__ == "__main__":
    try:
        with sync_playwright() as playwright:
            launch(playwright).close()
    except Exception as problem:  # playwright's own start raises more than its Error
        sys.exit(f"{CURE} ({str(problem).splitlines()[0]})")
