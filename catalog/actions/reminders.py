"""Writing to verifiers what waits for them: at most once a day each, however often it is asked for."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.urls import reverse

from catalog.models import Reminder
from catalog.queries.desk import waiting_for_verifiers
from catalog.rules.dates import show_day

SENT, ALREADY, NO_ADDRESS, WOULD, FAILED = "sent", "reminded today already", "no address", "would be sent", "not sent"


@dataclass(frozen=True)
class Reminded:
    """What became of one verifier's reminder; `why` is the mail server's answer to a failed one."""

    user: object
    outcome: str
    why: str = ""


def reminder(today):
    """Return (subject, text) of what waits for verifiers on a day; None when nothing does."""
    lines = [_line(one) for one in waiting_for_verifiers(today) if one.count]
    if not lines:
        return None
    desk = f"{settings.SITE_URL}{reverse('admin:index')}" if settings.SITE_URL else "the editors’ desk"
    text = "\n".join(["What waits for a verifier:", "", *lines, "", f"Work it from {desk}.", ""])
    return f"{settings.SITE_NAME}: what waits to be checked", text


def remind_verifications(today, *, dry_run=False):
    """Write to every active verifier whom nobody has written to today. Returns [Reminded], [] when nothing waits.

    The day is noted before the mail goes out, so that two runs at once write once; a mail that fails frees it again.
    """
    written = reminder(today)
    people = get_user_model().objects.filter(groups__name="verifier", is_active=True).order_by("username")
    return [_remind(user, today, written, dry_run) for user in people] if written else []


def _remind(user, today, written, dry_run):
    if not user.email:
        return Reminded(user, NO_ADDRESS)
    if dry_run:
        done = Reminder.objects.filter(user=user, sent_on=today).exists()
        return Reminded(user, ALREADY if done else WOULD)
    noted, is_new = Reminder.objects.get_or_create(user=user, sent_on=today)
    return _send(user, noted, written) if is_new else Reminded(user, ALREADY)


def _send(user, noted, written):
    subject, text = written
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email]).send()
    except OSError as problem:  # every failure of smtplib is one
        noted.delete()
        return Reminded(user, FAILED, str(problem))
    return Reminded(user, SENT)


def _line(one):
    oldest = f" (oldest: {one.queue.since_words} {show_day(one.oldest)})" if one.oldest else ""
    return f"{one.count:5}  {one.queue.title}{oldest}"
