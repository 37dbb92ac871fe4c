"""Check the log of verifications: that nothing of it was changed, taken out or put in behind the site's back."""

import sys

from django.core.management.base import BaseCommand

from catalog.queries.log_check import check_log


class Command(BaseCommand):
    help = (
        "Check the chain of verifications, what it hashes and the files of evidence. Exit status: 0 when all of it "
        "holds, 1 naming the first entry that does not. Note the newest hash elsewhere: with --head a log that was "
        "cut short or written anew is found too."
    )

    def add_arguments(self, parser):
        parser.add_argument("--head", default="", help="A hash that was the newest one at some time.")

    def handle(self, *, head, **options):
        report = check_log(head=head.strip().lower())
        if report.broken:
            self.stderr.write(str(report.broken))
            sys.exit(1)
        held = f"All {report.entries} entries hold. The newest hash is {report.head}."
        self.stdout.write(held if report.entries else "The log is empty.")
