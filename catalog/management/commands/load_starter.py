"""Load the starter catalogue."""

from django.core.management.base import BaseCommand, CommandError

from catalog.actions.starter import FOLDER, StarterError, load_starter


class Command(BaseCommand):
    help = (
        "Load the starter catalogue. What the site holds or ever held is left as it is; doing it again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--folder", default=FOLDER, help="Where its CSV files lie (default: the catalogue's own).")

    def handle(self, *, folder, **options):
        try:
            self.stdout.write(f"Starter catalogue: {load_starter(folder)}")
        except StarterError as error:
            raise CommandError(str(error)) from None
