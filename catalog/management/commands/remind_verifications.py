"""Mail each verifier what waits to be checked."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.actions.reminders import FAILED, remind_verifications, reminder
from catalog.models.findings import today


class Command(BaseCommand):
    help = "Mail each verifier what waits, at most once a day. Run it daily; a second run on a day writes to nobody."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Print what would be sent to whom; send nothing.")

    def handle(self, *, dry_run, **options):
        if not (settings.SENDS_MAIL or dry_run):
            self.stdout.write("No mail server is named (EMAIL_URL): nothing was sent.")
            return
        results = remind_verifications(today(), dry_run=dry_run)
        if dry_run and results:
            self.stdout.write("\n".join(reminder(today())))
        for one in results:
            self.stdout.write(f"{one.user}: {one.outcome}{f' ({one.why})' if one.why else ''}")
        if not results:
            self.stdout.write("Nothing waits, or nobody is a verifier: nothing was sent.")
        if any(one.outcome == FAILED for one in results):
            raise CommandError("Some mails could not be sent; the next run tries them again.")
