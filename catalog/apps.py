from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Catalogue"

    def ready(self):
        from catalog import checks, signals  # noqa: F401  (checks register themselves)

        signals.connect(self)
