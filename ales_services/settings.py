"""Settings of À votre service.

Everything a town may change comes from the environment (or a `.env` file beside
`manage.py`; `.env.example` lists it all). Nothing is needed to start locally; giving a
SECRET_KEY is what turns a copy into production. Nonsense is refused at start, by name.
"""

import ipaddress
import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .environment import address, boolean, check_mailbox, env, given, is_loopback, refuse

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env.read_env(BASE_DIR / ".env")

# --- What kind of copy this is -------------------------------------------------------

SECRET_KEY = given("SECRET_KEY")
PRODUCTION = bool(SECRET_KEY)
DEBUG = boolean("DEBUG", not PRODUCTION)
if not PRODUCTION:
    if not DEBUG:
        refuse("SECRET_KEY", "obligatoire dès que DEBUG est désactivé.")
    SECRET_KEY = "copie-locale-sans-secret"  # signs nothing of value: never used in production
elif len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    refuse("SECRET_KEY", "au moins 50 caractères variés sont attendus.")

# Former keys: links already sent, and the hashes of those who left, go on being recognised.
SECRET_KEY_FALLBACKS = [
    key.strip() for key in given("SECRET_KEY_FALLBACKS").split(",") if key.strip()
]
if any(len(key) < 50 or key == SECRET_KEY for key in SECRET_KEY_FALLBACKS):
    refuse("SECRET_KEY_FALLBACKS", "d’anciennes clefs entières, séparées par des virgules.")

SITE_URL = given("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_site = address("SITE_URL", SITE_URL, "https://exemple.fr.")
if _site.scheme not in ("http", "https") or _site.path or _site.query or _site.fragment:
    refuse("SITE_URL", f"« {SITE_URL} » n’est pas une adresse comme https://exemple.fr.")
LOOPBACK = is_loopback(_site.hostname)
HTTPS = _site.scheme == "https"
if PRODUCTION and not HTTPS and not LOOPBACK:
    refuse("SITE_URL", "un site public s’ouvre en https.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [_site.hostname]
if LOOPBACK:
    ALLOWED_HOSTS = sorted({*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"})
for _host in ALLOWED_HOSTS:
    _has_port = ":" in _host and not _host.endswith("]")  # [::1] has colons and no port
    if "/" in _host or " " in _host or _has_port or (PRODUCTION and _host == "*"):
        refuse(
            "ALLOWED_HOSTS",
            f"« {_host} » n’est pas un nom d’hôte (sans https://, ni port, ni /, jamais *).",
        )
# The key of a local copy is known to all, and DEBUG tells strangers how the site is made.
if _public := [name for name in [_site.hostname, *ALLOWED_HOSTS] if not is_loopback(name)]:
    if not PRODUCTION:
        refuse(
            "SECRET_KEY", f"obligatoire pour répondre à un autre nom que localhost ({_public[0]})."
        )
    if DEBUG:
        refuse("DEBUG", f"jamais sur un site public ({_public[0]}) : il montrerait tout de lui.")

TRUSTED_PROXIES = []
for _network in env.list("TRUSTED_PROXIES", default=[]):
    try:
        TRUSTED_PROXIES.append(ipaddress.ip_network(_network.strip()))
    except ValueError:
        refuse("TRUSTED_PROXIES", f"« {_network} » n’est pas une adresse ou un réseau IP.")

# --- Apps ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "staff.apps.BackOfficeConfig",  # django.contrib.admin with our site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "import_export",
    "backoffice",
    "posters",
    "publishing",
    "mail",
    "search",
    "writing",
    "figures",
    "services",
    "portraits",
    "participation",
    "actions",
    "newsletter",
    "contact",
    "legal",
    "pages",
    "operation",
    "staff.apps.StaffConfig",
]

MIDDLEWARE = [
    "publishing.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "publishing.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "publishing.middleware.AllowedMethodsMiddleware",
    "publishing.middleware.OneVersionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "publishing.middleware.DatabaseAwayMiddleware",
]

ROOT_URLCONF = "ales_services.urls"
WSGI_APPLICATION = "ales_services.wsgi.application"

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
            ],
        },
    },
]

# --- Database ------------------------------------------------------------------------

if _url := given("DATABASE_URL"):
    try:
        DATABASES = {"default": env.db_url_config(_url)}
        _engine = DATABASES["default"]["ENGINE"]
    except Exception:  # django-environ raises several kinds, and quotes pieces of the password
        raise ImproperlyConfigured(
            "DATABASE_URL : illisible ; attendu : postgres://… ou sqlite:///…"
        ) from None
    if _engine not in ("django.db.backends.postgresql", "django.db.backends.sqlite3"):
        refuse("DATABASE_URL", "attendu : postgres://… ou sqlite:///…")
    if not DATABASES["default"]["NAME"]:
        refuse("DATABASE_URL", "le nom de la base manque.")
else:
    VAR.mkdir(exist_ok=True)
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR / "db.sqlite3")}
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: two writers queue instead of failing half-way; WAL: readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        # What is deleted is overwritten in the file: a withdrawn text too.
        "PRAGMA secure_delete=ON;",
    }
# A thread of the server keeps its connection for a minute: making one costs as much as a page.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Files ---------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pages.static_files.MadeFilesFinder",
]
MEDIA_URL = "/media/"
# Public sizes only; what was uploaded stays in the private folder, which no address serves.
MEDIA_ROOT = Path(given("MEDIA_ROOT", VAR / "media"))
if not MEDIA_ROOT.is_absolute():
    refuse("MEDIA_ROOT", "un chemin absolu est attendu.")
PRIVATE_MEDIA_ROOT = MEDIA_ROOT.parent / f"{MEDIA_ROOT.name}-private"

# Public pages, written once for each version of the content: page_files/ in publishing says how.
# Nowhere while somebody works on the code, unless asked.
PAGE_FILES_ROOT = given("PAGE_FILES_ROOT") or (None if DEBUG else VAR / "pages")
if PAGE_FILES_ROOT is not None:
    PAGE_FILES_ROOT = Path(PAGE_FILES_ROOT)
    if not PAGE_FILES_ROOT.is_absolute() or not PAGE_FILES_ROOT.name:
        refuse("PAGE_FILES_ROOT", "le chemin absolu d’un dossier à elles seules est attendu.")

_static_backend = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_MEDIA_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": _static_backend},
}
# Spreadsheets that wait for a confirmation (exchange.uploads), under names of ours.
STORAGES["import_export"] = STORAGES["private"]
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FORMS_URLFIELD_ASSUME_HTTPS = True  # « ales.fr » typed alone; what Django 6 does by itself

# --- Language and time ---------------------------------------------------------------

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # numbers are written by publishing.text.typography, once

# --- E-mail --------------------------------------------------------------------------

if _url := given("EMAIL_URL"):
    _expected = "smtp+tls://compte:secret@hote:587 (ou smtp://, smtps://)."
    _scheme, _, _provider = _url.partition(":")[0].partition("+")
    if _scheme == "anymail":  # a provider's own interface: anymail+brevo://cle@
        EMAIL_BACKEND = f"anymail.backends.{_provider}.EmailBackend"
        if find_spec("anymail") is None:
            refuse("EMAIL_URL", "pip install django-anymail d’abord.")
        if find_spec(EMAIL_BACKEND.rpartition(".")[0]) is None:
            refuse("EMAIL_URL", f"django-anymail ne connaît pas « {_provider} ».")
        _key, _, _secret = map(unquote, _url.partition("://")[2].partition("@")[0].partition(":"))
        if not _key:
            refuse("EMAIL_URL", f"attendu : anymail+{_provider}://cle@")
        INSTALLED_APPS += ["anymail"]
        ANYMAIL = {f"{_provider.upper()}_API_KEY": _key}
        if _secret:  # Mailjet has two keys
            ANYMAIL[f"{_provider.upper()}_SECRET_KEY"] = _secret
    elif f"{_scheme}+{_provider}".strip("+") in ("smtp", "smtps", "smtp+tls", "smtp+ssl"):
        address("EMAIL_URL", _url, _expected)
        vars().update(env.email_url_config(_url))
    elif _scheme in ("consolemail", "filemail", "memorymail"):
        vars().update(env.email_url_config(_url))
    else:
        refuse("EMAIL_URL", f"attendu : {_expected}")
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 20
EMAIL_USE_LOCALTIME = True  # messages are dated as the town reads the time
DEFAULT_FROM_EMAIL = given("DEFAULT_FROM_EMAIL", "ne-pas-repondre@localhost")
check_mailbox("DEFAULT_FROM_EMAIL", DEFAULT_FROM_EMAIL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# A mailbox for those who leave the newsletter by writing, beside the one-click address.
NEWSLETTER_UNSUBSCRIBE_EMAIL = given("NEWSLETTER_UNSUBSCRIBE_EMAIL")
check_mailbox("NEWSLETTER_UNSUBSCRIBE_EMAIL", NEWSLETTER_UNSUBSCRIBE_EMAIL)

# How many messages of the newsletter leave in a minute, all workers together; 0: no limit.
EMAIL_PER_MINUTE = given("EMAIL_PER_MINUTE", "600")
if not re.fullmatch(r"\d{1,6}", EMAIL_PER_MINUTE):
    refuse("EMAIL_PER_MINUTE", f"« {EMAIL_PER_MINUTE} » n’est pas un nombre entier.")
EMAIL_PER_MINUTE = int(EMAIL_PER_MINUTE)

# Who is written to when the newsletter does not leave as it should, apart from the back office.
ALERT_EMAILS = given("ALERT_EMAILS").replace(",", " ").split()
check_mailbox("ALERT_EMAILS", *ALERT_EMAILS)
# Where mail servers report what they could not deliver. Without it: to the sender.
EMAIL_BOUNCES = given("EMAIL_BOUNCES")
check_mailbox("EMAIL_BOUNCES", EMAIL_BOUNCES)

# « nom:secret », with which our provider tells of bounces and complaints; none: not listened to.
EMAIL_WEBHOOK_SECRET = given("EMAIL_WEBHOOK_SECRET")
EMAIL_WEBHOOK_PROVIDER = ""
if EMAIL_WEBHOOK_SECRET:
    if len(EMAIL_WEBHOOK_SECRET) < 32 or EMAIL_WEBHOOK_SECRET.count(":") != 1:
        refuse("EMAIL_WEBHOOK_SECRET", "attendu : nom:secret, au moins 32 caractères en tout.")
    if not EMAIL_BACKEND.startswith("anymail."):
        refuse("EMAIL_WEBHOOK_SECRET", "attendu avec EMAIL_URL=anymail+prestataire://cle@")
    EMAIL_WEBHOOK_PROVIDER = _provider
    ANYMAIL["WEBHOOK_SECRET"] = EMAIL_WEBHOOK_SECRET

# --- Security ------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "staff.passwords.GuessingValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # of the links to choose a password, in seconds

# Whether an account must have a second factor: always on a public site.
SECOND_FACTOR = boolean("SECOND_FACTOR", HTTPS)
if HTTPS and not SECOND_FACTOR:
    refuse("SECOND_FACTOR", "un site public demande un second facteur à chaque compte.")
OTP_TOTP_ISSUER = "À votre service, Alès"
LOGIN_URL = "admin:login"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "staff.resuming.csrf_failure"

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Binds every other site under the same name too: for the town to choose.
HSTS_SUBDOMAINS = boolean("HSTS_SUBDOMAINS", False)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and HSTS_SUBDOMAINS
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # those that want it always on
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# Where a weakness is reported (security.txt): an e-mail or web address; none, no such file.
SECURITY_CONTACT = given("SECURITY_CONTACT")
if SECURITY_CONTACT:
    if "@" in SECURITY_CONTACT and ":" not in SECURITY_CONTACT:
        SECURITY_CONTACT = f"mailto:{SECURITY_CONTACT}"
    if not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+\.[^\s@]+|https://[^\s/]+\S*", SECURITY_CONTACT):
        refuse(
            "SECURITY_CONTACT",
            f"« {SECURITY_CONTACT} » n’est ni une adresse électronique, ni une page en https.",
        )

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for the icons of the back office's own style sheets
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- History and cache ---------------------------------------------------------------

_files = "django.core.cache.backends.filebased.FileBasedCache"
CACHES = {"default": {"BACKEND": _files, "LOCATION": VAR / "cache", "TIMEOUT": 3600}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "mail.unlogged.Console"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
