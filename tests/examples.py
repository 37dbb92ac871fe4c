"""Settings for properties of which one example costs as much as a hundred of others."""

from hypothesis import HealthCheck, settings

_USUAL = settings().max_examples

# A handful in the short profile, in the long one as many as of all others. The fixtures are made once a property.
costly = settings(
    max_examples=_USUAL if _USUAL > 100 else 10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
