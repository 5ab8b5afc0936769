"""Django's settings. What may differ between machines comes from :mod:`.environment`."""

from pathlib import Path
from urllib.parse import urlsplit

from shouwen.project import address, entrances, secret
from shouwen.project.environment import Environment

ENVIRONMENT = Environment.read()
PACKAGE = Path(__file__).resolve().parents[1]
#: Embedded database, keys, collected static files: what must survive an upgrade.
DATA_FOLDER = ENVIRONMENT.data
#: None: the vault keeps its key in the data folder.
VAULT_KEY_FILE = ENVIRONMENT.vault_key

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or secret.kept_in(DATA_FOLDER / "secret.key")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton",
    "shouwen.ledger",
    "shouwen.vault",
    "shouwen.people",
    "shouwen.consequences",
    "shouwen.casework",
    "shouwen.inquiry",
    "shouwen.insight",
    "shouwen.intake",
    "shouwen.logins",
    "shouwen.notices",
    "shouwen.administration",
    "shouwen.connections",
    "shouwen.api",
    "shouwen.web",
    # Below ours: a page of allauth's never takes the place of one of ours.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shouwen.web.compression.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shouwen.web.middleware.headers",
    "shouwen.web.middleware.moment",
    "shouwen.web.middleware.language",
    "shouwen.api.envelope.envelope",
    "shouwen.web.middleware.without_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shouwen.web.middleware.Doorman",
    "shouwen.web.errors.Refusals",
]
CSRF_FAILURE_VIEW = "shouwen.web.errors.stale_form"
# `templates/components/`, used as <c-name>.
COTTON_DIR = "components"

ROOT_URLCONF = "shouwen.project.urls"
WSGI_APPLICATION = "shouwen.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shouwen.web.context.shell",
            ],
            "builtins": ["shouwen.web.templatetags.face"],
        },
    },
]

# ---- database --------------------------------------------------------------------------------

_PARTS = address.parts(ENVIRONMENT.database_url or address.embedded(DATA_FOLDER))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_PARTS.as_django(),
        # One connection per thread, kept: opening one for every request costs three to six times
        # the work. A health check notices a server that was restarted meanwhile.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Statements prepared on the server are only faster with both; either alone is slower.
        "OPTIONS": {**_PARTS.options, "server_side_binding": True, "prepare_threshold": 1},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- people ----------------------------------------------------------------------------------

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
# Whoever is known in both comes in with either password; the directory is asked last.
AUTHENTICATION_BACKENDS = [
    "shouwen.logins.backends.LocalPassword",
    "shouwen.logins.backends.DirectoryPassword",
]
DIRECTORY = entrances.directory(ENVIRONMENT)
IDENTITY_PROVIDER = entrances.identity_provider(ENVIRONMENT)
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# allauth keeps and checks second factors and speaks OpenID Connect; the pages are ours.
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "shouwen.logins.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "首问 Shouwen"
MFA_PASSKEY_LOGIN_ENABLED = True
SOCIALACCOUNT_ADAPTER = "shouwen.web.account.identity.Entrance"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = entrances.provider_settings(IDENTITY_PROVIDER)
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# ---- language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# The forty-odd other places where Django looks for catalogues are its own; ours lie in the apps.
# One catalogue for what every page says, and one beside it for each corner of the face.
LOCALE_PATHS = [PACKAGE / "web" / "locale", *sorted((PACKAGE / "web" / "locales").glob("*"))]

# ---- what the browser is told ----------------------------------------------------------------

# This machine always, so that a health check or a proxy beside the server gets an answer.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENVIRONMENT.hosts]
CSRF_TRUSTED_ORIGINS = []
if ENVIRONMENT.origin:
    ALLOWED_HOSTS.append(urlsplit(ENVIRONMENT.origin).hostname or "")
    CSRF_TRUSTED_ORIGINS.append(ENVIRONMENT.origin)

# Cookies go through https only, unless nobody reaches the server through https: a trial on
# http://localhost could not log in otherwise.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENVIRONMENT.https else 0
# A proxy in front ends TLS; without an https origin the header must not be believed.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The desk's registration form and an outlet's spreadsheet, not a film.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
# What does not stay in memory goes to the disk sealed, never in the clear.
FILE_UPLOAD_HANDLERS = ["shouwen.web.sealed_uploads.SealedUploads"]

# ---- messages that go out --------------------------------------------------------------------

#: None: every way a message may go is served by files in the data folder.
MESSAGES_FILE = ENVIRONMENT.messages
#: Where people reach the server, for links in messages; empty: they have none.
ORIGIN = ENVIRONMENT.origin

# ---- the portal -------------------------------------------------------------------------------

PORTAL_TELEPHONE = ENVIRONMENT.portal_telephone
PORTAL_HOURS = ENVIRONMENT.portal_hours

# ---- files that come in ----------------------------------------------------------------------

FILE_KINDS = ENVIRONMENT.file_kinds
FILE_MOST = ENVIRONMENT.file_most * 2**20
FILES_MOST = ENVIRONMENT.files_most * 2**20
MOST_REPRESENTATIVES = ENVIRONMENT.representatives
CLAMAV = ENVIRONMENT.clamav
CLAMAV_AWAY = ENVIRONMENT.clamav_away
PHOTO_LOCATION = ENVIRONMENT.photo_location

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "shouwen.project.light.LightStorage"},
}
# Hashed names never change their content; everything else may be asked for again at once.
WHITENOISE_MAX_AGE = 0

# ---- other systems ---------------------------------------------------------------------------

# Whose bearer tokens are believed, for whom they must be made, and which claim names the login.
API_ISSUER = ENVIRONMENT.api_issuer
API_AUDIENCE = ENVIRONMENT.api_audience
API_CLAIM = ENVIRONMENT.api_claim
# Networks events may be delivered to though they are not public.
HOOK_NETWORKS = list(ENVIRONMENT.hook_networks)

# ---- logging ---------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "shouwen": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
