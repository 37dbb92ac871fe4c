"""What the head of a page tells programs: the card that a shared link shows, and data in the terms of schema.org."""

import json
from html.parser import HTMLParser

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static

from config.addresses import base_of

register = template.Library()

# As Django's own json_script has it: nothing in the data can end the element or begin another.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


class Head(HTMLParser):
    """Reads `title`, `description` and `canonical` from the head of a page."""

    def __init__(self, text):
        super().__init__()
        self.found, self._open = {}, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._open = tag
        if tag == "meta" and given.get("name") == "description":
            self.found["description"] = given["content"]
        if tag == "link" and given.get("rel") == "canonical":
            self.found["address"] = given["href"]

    def handle_data(self, text):
        if self._open == "title":
            self.found["title"] = self.found.get("title", "") + text

    def handle_endtag(self, tag):
        self._open = ""


class SharingNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        head = self.nodelist.render(context)
        found = Head(head).found
        if "address" not in found:
            return head
        picture = base_of(context["request"]) + static("catalog/share.png")
        card = context.template.engine.get_template("catalog/_sharing.html")
        return head + card.render(context.new({**found, "picture": picture, "site": context["SITE_NAME"]}))


class LinkedDataNode(template.Node):
    def __init__(self, document):
        self.document = document

    def render(self, context):
        text = json.dumps(self.document.resolve(context), cls=DjangoJSONEncoder, ensure_ascii=False)
        return f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>'


@register.tag
def sharing(parser, token):
    """Add the card of a shared link to the head inside, from its own title, description and canonical address.

    A page without a canonical address, such as an error or a receipt, is not there to be shared and gets none.
    """
    nodelist = parser.parse(("endsharing",))
    parser.delete_first_token()
    return SharingNode(nodelist)


@register.tag
def linked_data(parser, token):
    """Write a JSON-LD document as a block of data, which no browser runs: `{% linked_data document %}`."""
    _, document = token.split_contents()
    return LinkedDataNode(parser.compile_filter(document))
