"""Compare the catalogue with openFDA's bulk file. Nothing is written: what to do is for an editor to decide."""

import csv
import sys

from django.core.management.base import BaseCommand

from catalog.queries.crosscheck import FileUnreadable, crosscheck
from catalog.rules.openfda import shown
from catalog.rules.spreadsheets import guard


class Command(BaseCommand):
    help = (
        "Compare every record with a bulk file of openFDA (.json or .json.zip). Exit status: 0 when all agree, 1 when "
        "there are differences or numbers that the file does not know, 2 when the file cannot be read. Decisions that "
        "are newer than ours are listed as news and change no exit status."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="as downloaded from open.fda.gov, still zipped or not")
        parser.add_argument("--csv", action="store_true", help="Print a table instead of sentences.")

    def handle(self, *, file, **options):
        try:
            result = crosscheck(file)
        except FileUnreadable as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if options["csv"]:
            self._print_table(result)
        else:
            self._print_sentences(result)
        if not result.agrees:
            sys.exit(1)

    def _print_table(self, result):
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["kind", "number", "field", "ours", "theirs"])
        for number, difference in result.changed:
            values = map(guard, [difference.ours, difference.theirs])
            writer.writerow(["differs", number, difference.field, *values])
        writer.writerows(["unknown", number, "", "", ""] for number in result.unknown)
        for record in result.newer:
            writer.writerow(["newer", record.number, "decision_date", "", record.values["decision_date"]])

    def _print_sentences(self, result):
        for number, difference in result.changed:
            ours = shown(difference.field, difference.ours) or "nothing"
            theirs = shown(difference.field, difference.theirs)
            self.stdout.write(f"{number}: {difference.label}: we say “{ours}”, openFDA says “{theirs}”")
        for number in result.unknown:
            self.stdout.write(f"{number}: not in the file (not yet, rather than no)")
        for record in result.newer:
            decided, name = record.values["decision_date"], record.values["trade_name"]
            self.stdout.write(f"{record.number}: newer decision of {decided}: {name}")
        if result.elsewhere:
            self.stdout.write(f"Of a kind that this file does not carry: {', '.join(result.elsewhere)}")
        self.stdout.write(f"{result.read} rows read, {result.skipped} without a usable number.")
