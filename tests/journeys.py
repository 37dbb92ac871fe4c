"""How a test walks in a browser: it waits for each page that it goes to, on a machine however busy."""

from tests import factories

# What has the focus and cannot be seen anywhere: no point of it shows itself, or what is in it.
COVERED = """() => {
    const focused = document.activeElement
    if (focused === document.body || focused.matches('.skip, #comparison')) return ''
    const shows = (box) => [0.1, 0.5, 0.9].some((part) => focused.contains(
        document.elementFromPoint(box.left + box.width * part, box.top + box.height / 2)))
    return [...focused.getClientRects()].some(shows) ? '' : focused.outerHTML
}"""


def follow(locator):
    """Click what leads to another page, and wait until that page is there: a click alone does not wait."""
    with locator.page.expect_navigation():
        locator.click()


def log_in(page, name):
    """Fill in the login form that stands before us."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(factories.PASSWORD)
    follow(page.get_by_role("button", name="Log in"))


def sign_in(page, role):
    """Make somebody of this role, named after it, and bring them to the desk."""
    factories.make_user(role, role=role)
    page.goto("/admin/")
    log_in(page, role)
