from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "config"
    verbose_name = "Ground"

    def ready(self):
        from config import checks  # noqa: F401  (checks register themselves)
