"""Every setting of the site, its values taken from the environment (see config/env.py)."""

from pathlib import Path

import django

from config.database import database_from
from config.env import load_environment, refuse_unknown_names
from config.mail import BACKEND, mail_from, sender_from

BASE_DIR = Path(__file__).resolve().parent.parent
env, VAR_DIR = load_environment(BASE_DIR)

# Who runs the site and what it tells about itself. Unset means unsaid, and the page says so.
UNSAID = "Not stated yet by the operator."
SITE_NAME = env.text("SITE_NAME", "Microcurrent Catalogue")
SITE_URL = env.web_address("SITE_URL")
SITE_OPERATOR = env.text("SITE_OPERATOR", UNSAID)
SITE_FUNDING = env.text("SITE_FUNDING", UNSAID)
SITE_CONTACT = env.text("SITE_CONTACT", UNSAID)
SITE_PRIVACY = env.text(
    "SITE_PRIVACY",
    "Public pages load nothing from other sites and do not track anyone. They set no cookies, but for one on the form "
    "for reporting an error, which proves that the form came from here.",
)
SECURITY_CONTACT = env.contact("SECURITY_CONTACT")
DATA_LICENCE = env.text("DATA_LICENCE", "not chosen")

# How it is reached.
DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", "`make site` makes one, or set 50 random characters or more.")
ALLOWED_HOSTS = env.host_names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.boolean("HTTPS", True)
BEHIND_PROXY = env.boolean("BEHIND_PROXY", False)

# How the editors work: on, nobody publishes what they alone entered.
SECOND_PERSON = env.boolean("SECOND_PERSON", True)

# Looking a number up at openFDA, when an editor asks for it; the address is the service's or a copy's.
OPENFDA_LOOKUP = env.boolean("OPENFDA_LOOKUP", True)
OPENFDA_URL = env.web_address("OPENFDA_URL", "https://api.fda.gov")
OPENFDA_TIMEOUT = env.integer("OPENFDA_TIMEOUT", 8, at_least=1, at_most=60)  # seconds for a whole answer

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # the site of our own is catalog.admin.site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "simple_history",
    "config",
    "catalog",
]

MIDDLEWARE = [
    "config.middleware.FrontDoorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "config.middleware.StaffSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.QuietCsrfMiddleware",
    "config.middleware.StaffAuthenticationMiddleware",
    "config.middleware.StaffMessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
]

DATABASES = {
    "default": database_from(
        env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
        project=BASE_DIR,
        pool_size=env.integer("DATABASE_POOL", 10, at_least=1, at_most=100),
    )
}

# One switch turns on everything that HTTPS makes possible. HSTS is for two years and for this name alone: what stands
# under the operator's other names we cannot know, and a place on the browsers' preload list is hardly ever taken back.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # whoever asks after its health stands inside, where there is no HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # they ask for other names, and for the list
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Sessions are for editors only (config/middleware.py): 30 minutes idle, 12 hours at most.
STAFF_PREFIX = "/admin/"
WRITABLE_PREFIXES = (STAFF_PREFIX, "/report/")  # everywhere else is for reading
SESSION_COOKIE_PATH = STAFF_PREFIX
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "catalog.admin.kept.csrf_failed"  # keeps what an editor had typed
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_ABSOLUTE_AGE = 12 * 60 * 60

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")

# Mail to editors, where a server is named. Django 6.1 reads MAILERS and refuses both; 5.2 knows EMAIL_* alone.
_mail = mail_from(env.text("EMAIL_URL"))
SENDS_MAIL = bool(_mail)
DEFAULT_FROM_EMAIL = sender_from(env.text("EMAIL_FROM"), needed=SENDS_MAIL)
if _mail and django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": _mail}}
elif _mail:
    EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = BACKEND, _mail["host"], _mail["port"], _mail["timeout"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["username"], _mail["password"]
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail["use_ssl"], _mail["use_tls"]

# Uploads never lie below an address: views of ours hand them out.
MEDIA_ROOT = VAR_DIR / "media"
EVIDENCE_ROOT = VAR_DIR / "evidence"
HELD_UPLOADS_ROOT = VAR_DIR / "held"  # files chosen for forms that were refused
EXPORTS_ROOT = VAR_DIR / "exports"  # whole tables of data, as long as they are up to date
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.stylesheets.StylesheetFinder",
]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site shows our files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a device with all its inlines
DATA_UPLOAD_MAX_NUMBER_FILES = 25

# How long a form may be as it is sent, in bytes (config/middleware.py). A device's: 20 pictures of 10 MB and what else
# stands in it; a check's file of 20 MB and an import's of 10 MB are less. A report: 2,614 characters of 12 bytes.
MOST_BYTES_OF_EDITORS = 200 * 1024 * 1024 + DATA_UPLOAD_MAX_MEMORY_SIZE
MOST_BYTES_OF_VISITORS = 64 * 1024
MOST_BYTES_OF_STRANGERS = 20 * 1024 * 1024  # of files, for an editor whose session has ended
FILE_UPLOAD_HANDLERS = [
    "config.uploads.StrangersUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # a 404 is no news
    },
}

refuse_unknown_names(env, VAR_DIR)
