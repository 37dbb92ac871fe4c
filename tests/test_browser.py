"""The browser fixture is a judge, so it is judged: what it must catch, it catches."""

from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.urls import path
from playwright.sync_api import expect

from config.urls import urlpatterns as site_urls
from tests.browser import axe_violations, watch

PAGE = """<!doctype html><html lang="en"><head><title>A page</title></head>
<body><main><h1>A page</h1><p>{}</p></main></body></html>"""


def page_with(text):
    return lambda request: HttpResponse(PAGE.format(text))


urlpatterns = [
    path("", page_with("Nothing special.")),
    path("favicon.ico", lambda request: HttpResponse(status=204)),
    path("inline/", page_with('<b style="color: red">inline</b>')),
    path("picture/", page_with('<img src="/nothing.png">')),
    *site_urls,  # the error pages link to the site
]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@pytest.fixture
def watched(browser, served):
    """A page and the list of what it did wrong, without the judgement at the end."""
    problems = []
    context = browser.new_context(base_url=served.url)
    watch(context, urlsplit(served.url).netloc, (404,), problems)
    yield context.new_page(), problems
    context.close()


def test_a_quiet_page_passes(page):
    page.goto("/")
    expect(page.get_by_role("heading", name="A page")).to_be_visible()


def test_a_page_opens_as_wide_and_as_dark_as_asked(new_page):
    page = new_page(width=390, color_scheme="dark")
    page.goto("/")
    assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [390, True]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("console.error('broken')", "console: broken"),
        ("setTimeout(() => { throw new Error('thrown') })", "script: "),
        ("void window.open('http://127.0.0.1:9/')", "asked another host: http://127.0.0.1:9/"),
    ],
)
def test_what_a_page_does_wrong_is_noticed(watched, script, expected):
    page, problems = watched
    page.goto("/")
    page.evaluate(script)
    page.wait_for_timeout(300)
    assert any(problem.startswith(expected) for problem in problems), problems


def test_an_inline_style_is_refused_and_noticed(watched):
    page, problems = watched
    page.goto("/inline/")
    assert any("Content Security Policy" in problem for problem in problems)


def test_an_error_answer_that_is_expected_is_no_problem(watched):
    page, problems = watched
    assert page.goto("/nowhere/").status == 404
    assert problems == []


def test_axe_finds_a_picture_without_words(watched):
    page, _ = watched
    page.goto("/picture/")
    assert any(line.startswith("image-alt (critical)") for line in axe_violations(page))


def test_axe_finds_nothing_on_a_good_page(page):
    page.goto("/")
    assert axe_violations(page) == []
