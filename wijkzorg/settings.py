"""The only settings file: what differs between machines is read from the environment (docs/operations.md)."""

import os
from pathlib import Path

import pghistory
import pgtrigger
from csp.constants import NONE, SELF

from wijkzorg import embedded, environment, logs, redaction
from wijkzorg.rest.conf import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent

EMBEDDED = not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))
DATABASE_URL = os.environ.get("DATABASE_URL") or embedded.database_url()
# Of the owner of the tables, for migrations and backups; the web part and the workers do without.
OWNER_DATABASE_URL = os.environ.get("DATABASE_OWNER_URL") or (
    "" if os.environ.get("DATABASE_URL") else embedded.owner_database_url()
)
REDIS_URL = os.environ.get("REDIS_URL") or embedded.redis_url()
CACHE_URL = os.environ.get("REDIS_URL") or embedded.cache_redis_url()

# --- Security -------------------------------------------------------------------------------------
PRODUCTION = environment.flag("WIJKZORG_PRODUCTION", default=not EMBEDDED)
WIJKZORG_DEMO = environment.flag("WIJKZORG_DEMO")
DEBUG = environment.flag("WIJKZORG_DEBUG")
SECRET_KEY = os.environ.get("WIJKZORG_SECRET_KEY") or ("" if PRODUCTION else embedded.secret_key())
WIJKZORG_FIELD_KEYS = environment.words("WIJKZORG_FIELD_KEYS") or (
    [] if PRODUCTION else [embedded.field_key()]
)
WIJKZORG_BACKUP_KEY = os.environ.get("WIJKZORG_BACKUP_KEY", "")
ALLOWED_HOSTS = environment.words("WIJKZORG_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("WIJKZORG_TRUSTED_ORIGINS")
# Where the links in letters lead.
WIJKZORG_URL = os.environ.get("WIJKZORG_URL") or (
    f"https://{next(iter(ALLOWED_HOSTS), 'localhost')}" if PRODUCTION else "http://localhost:8000"
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
# A browser takes a cookie of such a name over TLS only, and for this very host.
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
WIJKZORG_BEHIND_PROXY = environment.flag("WIJKZORG_BEHIND_PROXY")
if WIJKZORG_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "wijkzorg.shell.pages.csrf_failure"
_OURS = ("connect-src", "font-src", "form-action", "img-src", "manifest-src", "script-src", "style-src")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        **{source: [SELF] for source in _OURS},
    }
}
# What is larger is no form of ours and answers 413. A file goes to the disk early.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o600
# In the session, as a cookie would carry the names in them to whoever uses the browser next.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- The house ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "wijkzorg.shell",
    "wijkzorg.tenancy",
    "wijkzorg.audit",
    "wijkzorg.outbox",
    "wijkzorg.events",
    "wijkzorg.accounts",
    *redaction.OUR_ROOMS,
    "wijkzorg.accounts.set_up.SetUpConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *API_APPS,  # noqa: F405
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "wijkzorg.shell.middleware.EveryRequest",
    "wijkzorg.rest.middleware.api_requests",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages too. Each gets some random bytes, so that its length tells nothing of what is secret in it.
    "django.middleware.gzip.GZipMiddleware",
    "wijkzorg.shell.middleware.kept_nowhere",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wijkzorg.shell.middleware.OnlyText",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wijkzorg.accounts.attempts.access_log",
    "wijkzorg.accounts.middleware.InsideMunicipality",
    "wijkzorg.accounts.screen_lock.screen_lock",
    "wijkzorg.accounts.second_factor.second_factor",
    "axes.middleware.AxesMiddleware",
    "teams.moved.CaseThatMoved",
]
ROOT_URLCONF = "wijkzorg.urls"
WSGI_APPLICATION = "wijkzorg.wsgi.application"
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
                "wijkzorg.accounts.context.frame",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------------
# The application's account is held by row-level security, the owner's is not (docs/adr/0008).
DATABASES = {"default": environment.database(DATABASE_URL)}
if OWNER_DATABASE_URL:
    DATABASES["owner"] = environment.database(OWNER_DATABASE_URL) | {"TEST": {"TEMPLATE": "template0"}}
    DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_CACHE = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
# The first holds sessions and counts; what is known of a municipality goes into the second, whose keys must name it.
CACHES = {"default": _CACHE, "tenant": {**_CACHE, "KEY_FUNCTION": "wijkzorg.shell.caches.key_of_tenant"}}
# History is written by triggers, a statement at a time: row triggers are quadratic on bulk changes.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_APPEND_ONLY = True

# --- Accounts -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "wijkzorg.accounts.adapter.InvitationOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Wijkzorg: "
# Sign-ins are counted in urls.py. Failures by key: of a password account and address together, of a code the account.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "30/m/ip,10/5m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "wijkzorg.accounts.adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
AXES_HANDLER = "wijkzorg.accounts.lockout.GrowingWait"
AXES_LOCKOUT_CALLABLE = "wijkzorg.accounts.lockout.held_off"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 9}
ACCOUNT_FORMS = {
    "request_login_code": "wijkzorg.accounts.codes.AskForCodeForm",
    "confirm_login_code": "wijkzorg.accounts.codes.EnterCodeForm",
}
SOCIALACCOUNT_ADAPTER = "wijkzorg.accounts.federation.ThroughTheMunicipality"

# --- Celery ---------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Amsterdam"
# The two unacked settings return a killed worker's task soon after its timeout instead of minutes later.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}

# --- Language, mail, files, log -------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]  # the first everywhere, others on public pages
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
# Where there is no production, there is no mail server either: letters become files.
EMAIL_BACKEND = os.environ.get(
    "WIJKZORG_EMAIL_BACKEND",
    f"django.core.mail.backends.{'smtp' if PRODUCTION else 'filebased'}.EmailBackend",
)
EMAIL_FILE_PATH = embedded.data_dir() / "mail"
EMAIL_HOST = os.environ.get("WIJKZORG_EMAIL_HOST", "localhost")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("WIJKZORG_FROM", "wijkzorg@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = [("beheer", address) for address in environment.words("WIJKZORG_ADMINS")]
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files are collected for production alone; elsewhere they are served from where they are.
STATIC_ROOT = Path(os.environ.get("WIJKZORG_STATIC_ROOT", BASE_DIR / "staticfiles")) if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
LOGGING = logs.configuration(os.environ.get("WIJKZORG_LOG_LEVEL", "INFO"))
