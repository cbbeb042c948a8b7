"""Typed settings: config/*.toml under the environment, checked once at boot.

Precedence, weakest first: the defaults below, config/default.toml, config/<environment>.toml,
`AKF_<SECTION>__<KEY>` of the environment. Secrets and addresses of servers come from the environment only.
"""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from flask import current_app
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from akimfeedback.core.keys import JournalKey

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "AKF_"
OWN_NAMES = ("AKF_ENV", "AKF_VAR")
DEMO_PORT = 8000

Environment = Literal["production", "demo", "test", "development"]
ENVIRONMENTS = ("production", "demo", "test", "development")

SECRETS = {
    "SECRET_KEY": "secret_key",
    "SMS_LOGIN": "sms_login",
    "SMS_PASSWORD": "sms_password",
    "SMS_API_KEY": "sms_api_key",
    "SMTP_USER": "smtp_user",
    "SMTP_PASSWORD": "smtp_password",
    "S3_ACCESS_KEY_ID": "s3_access_key_id",
    "S3_SECRET_ACCESS_KEY": "s3_secret_access_key",
    "METRICS_TOKEN": "metrics_token",
    "JOURNAL_KEY": "journal_key",
}
SERVERS = {
    "DATABASE_URL": "database_url",
    "DATABASE_REPLICA_URL": "database_replica_url",
    "REDIS_URL": "redis_url",
}
LEAST_SECRET_KEY = 32


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one plain sentence for the operator."""


class Section(BaseModel):
    """A part of the settings; unknown keys are refused, nothing changes after boot."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Product(Section):
    """Names people see and the operator who answers for the service."""

    name_kk: str = "Тұрғын үні"
    name_ru: str = "Тұрғын үні — голос жителей"
    name_en: str = "Turgyn Uni — residents' voice"
    base_url: str = "http://127.0.0.1:8000"
    short_host: str = "127.0.0.1:8000"
    operator_name: str = ""
    operator_bin: str = ""
    operator_address: str = ""
    operator_contact: str = ""
    data_officer: str = ""
    help_phone: str = ""
    source_url: str = ""  # where anybody clones the source


class Database(Section):
    """The pool of each process and the longest a statement may run."""

    application_name: str = "akimfeedback-web"
    pool_size: int = Field(default=4, ge=1, le=100)
    pool_overflow: int = Field(default=4, ge=0, le=100)
    pool_timeout_s: float = Field(default=5, gt=0)
    statement_timeout_ms: int = Field(default=15_000, ge=100)
    job_statement_timeout_ms: int = Field(default=600_000, ge=100)
    lock_timeout_ms: int = Field(default=5_000, ge=10)
    idle_in_transaction_timeout_ms: int = Field(default=60_000, ge=100)
    prepared_statements: bool = True


class Web(Section):
    """The HTTP server and its limits."""

    host: str = "127.0.0.1"
    port: int = Field(default=DEMO_PORT, ge=1, le=65_535)
    workers: int = Field(default=2, ge=1, le=64)
    threads: int = Field(default=4, ge=1, le=64)
    request_timeout_s: int = Field(default=60, ge=5)
    max_request_bytes: int = Field(default=40_000_000, ge=10_000)
    max_form_bytes: int = Field(default=500_000, ge=10_000)
    proxies: int = Field(default=0, ge=0, le=5)
    https: bool = False
    session_days: int = Field(default=30, ge=1, le=365)


class Worker(Section):
    """The workers of one machine; queues are read in this order."""

    count: int = Field(default=1, ge=1, le=64)
    queues: tuple[str, ...] = ("urgent", "default", "slow")
    job_timeout_s: int = Field(default=900, ge=10)
    scheduler_stale_s: int = Field(default=120, ge=30)


class Codes(Section):
    """One-time codes of sign-in: their shape and the caps against guessing."""

    digits: int = Field(default=5, ge=4, le=8)
    minutes: int = Field(default=15, ge=1, le=60)
    tries: int = Field(default=5, ge=1, le=10)
    resend_seconds: int = Field(default=60, ge=0, le=3600)
    per_day: int = Field(default=10, ge=1, le=100)
    wrong_per_day: int = Field(default=15, ge=1, le=100)


class Uploads(Section):
    """What may be attached."""

    photos: int = Field(default=3, ge=0, le=10)
    photo_max_bytes: int = Field(default=12_000_000, ge=10_000)
    photo_max_pixels: int = Field(default=60_000_000, ge=100_000)
    photo_long_side: int = Field(default=1_600, ge=320, le=8_000)
    documents: int = Field(default=5, ge=0, le=20)
    document_max_bytes: int = Field(default=20_000_000, ge=10_000)


class Limits(Section):
    """Rates per address and per person, in the words of Flask-Limiter."""

    enabled: bool = True
    reading: str = "240 per minute"
    changing: str = "40 per minute"
    sign_in: str = "200 per hour"
    filing: str = "20 per day"
    support: str = "120 per minute;3000 per hour"  # a mobile network shares one address among a whole village
    api: str = "120 per minute"


class Sms(Section):
    """How text messages leave."""

    adapter: Literal["outbox", "smsc", "mobizon"] = "outbox"
    host: str = ""
    sender: str = ""
    timeout_s: float = Field(default=10, gt=0, le=120)


class Mail(Section):
    """How letters leave."""

    adapter: Literal["outbox", "smtp"] = "outbox"
    host: str = ""
    port: int = Field(default=587, ge=1, le=65_535)
    tls: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = ""
    timeout_s: float = Field(default=20, gt=0, le=120)


class Storage(Section):
    """Where files lie; an empty path means `files` in the var folder."""

    kind: Literal["local", "s3"] = "local"
    path: str = ""
    bucket: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    allow_http: bool = False


class QuickTrack(Section):
    """How the service runs day by day; legal terms stand in the rules, not here."""

    working_days: int = Field(default=15, ge=1, le=30)
    forward_working_days: int = Field(default=3, ge=1, le=10)
    morning_hour: int = Field(default=9, ge=0, le=23)
    messages_per_day: int = Field(default=6, ge=1, le=100)


class Journal(Section):
    """Public keys the journal was signed with before the one in use."""

    old_keys: tuple[JournalKey, ...] = ()


class Log(Section):
    """How much is logged and in which shape; an empty shape means the environment's own."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    shape: Literal["", "json", "plain"] = ""


class Secrets(Section):
    """What only the environment may hold; never printed."""

    secret_key: str = Field(default="", repr=False)
    sms_login: str = Field(default="", repr=False)
    sms_password: str = Field(default="", repr=False)
    sms_api_key: str = Field(default="", repr=False)
    smtp_user: str = Field(default="", repr=False)
    smtp_password: str = Field(default="", repr=False)
    s3_access_key_id: str = Field(default="", repr=False)
    s3_secret_access_key: str = Field(default="", repr=False)
    metrics_token: str = Field(default="", repr=False)
    journal_key: JournalKey = Field(default="", repr=False)


class Settings(Section):
    """Everything the product may be told; made once per process by `load_settings`."""

    environment: Environment
    var: Path
    database_url: str = Field(default="", repr=False)
    database_replica_url: str = Field(default="", repr=False)
    redis_url: str = Field(default="", repr=False)
    product: Product = Product()
    database: Database = Database()
    web: Web = Web()
    worker: Worker = Worker()
    codes: Codes = Codes()
    uploads: Uploads = Uploads()
    limits: Limits = Limits()
    sms: Sms = Sms()
    mail: Mail = Mail()
    storage: Storage = Storage()
    quick_track: QuickTrack = QuickTrack()
    journal: Journal = Journal()
    log: Log = Log()
    secrets: Secrets = Secrets()

    @property
    def is_production(self) -> bool:
        """Real people use it: secrets must be set, no outbox page, no moved clock."""
        return self.environment == "production"

    @property
    def limiter_url(self) -> str:
        """The Redis address as Flask-Limiter wants it."""
        return limiter_url(self.redis_url)

    @property
    def files_folder(self) -> Path:
        """The folder of the local store."""
        return Path(self.storage.path) if self.storage.path else self.var / "files"

    @property
    def clock_file(self) -> Path:
        """The shift of the product's clock; read only outside production."""
        return self.var / "clock-shift"


SECTIONS = {name for name, field in Settings.model_fields.items() if isinstance(field.default, Section)} - {
    "secrets"
}


def load_settings(environ: Mapping[str, str], root: Path = ROOT) -> Settings:
    """Return the settings of this process; raises SettingsError with a sentence naming the wrong key."""
    environment = _environment(environ)
    values: dict[str, Any] = {name: {} for name in SECTIONS}
    places: dict[tuple[str, str], str] = {}
    for name in ("default", environment):
        _take_file(root / "config" / f"{name}.toml", values, places)
    if "PORT" in environ:
        _put(values, places, ("web", "port"), environ["PORT"], "PORT in the environment")
    _take_environment(environ, values, places)
    if environment != "production":
        _own_address(values)
    values |= {key: _database_url(environ.get(name, "").strip()) for name, key in SERVERS.items()}
    values["secrets"] = {key: environ[name] for name, key in SECRETS.items() if environ.get(name)}
    values |= {"environment": environment, "var": _var(environ, environment, root)}
    settings = _checked(values, places)
    _check_for_production(settings)
    return settings


def current_settings() -> Settings:
    """Return the settings of the running application."""
    settings: Settings = current_app.extensions["akimfeedback.settings"]
    return settings


def limiter_url(redis_url: str) -> str:
    """Return a Redis address with the scheme Flask-Limiter knows for unix sockets."""
    return redis_url.replace("unix://", "redis+unix://", 1) if redis_url.startswith("unix://") else redis_url


def _own_address(values: dict[str, Any]) -> None:
    """Outside production links lead to the port that is served, unless the address is set."""
    host = f"{values['web'].get('host', '127.0.0.1')}:{values['web'].get('port', DEMO_PORT)}"
    values["product"] = {"base_url": f"http://{host}", "short_host": host} | values["product"]


def _environment(environ: Mapping[str, str]) -> str:
    named = environ.get("AKF_ENV", "").strip()
    if named and named not in ENVIRONMENTS:
        raise SettingsError(
            f"AKF_ENV in the environment is {named!r}; it must be one of {', '.join(ENVIRONMENTS)}."
        )
    return named or ("production" if environ.get("DATABASE_URL", "").strip() else "demo")


def _var(environ: Mapping[str, str], environment: str, root: Path) -> Path:
    if named := environ.get("AKF_VAR", "").strip():
        return Path(named).absolute()
    port = environ.get("PORT", "").strip()
    own = port if port and port != str(DEMO_PORT) else environment
    return root / "var" / own


def _database_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return urlunsplit(parts._replace(scheme="postgresql+psycopg")) if parts.netloc else _bare(url)
    return url


def _bare(url: str) -> str:
    return "postgresql+psycopg" + url[url.index("://") :]


def _take_file(path: Path, values: dict[str, Any], places: dict[tuple[str, str], str]) -> None:
    where = f"config/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} cannot be read as TOML: {error}.") from error
    for section, keys in read.items():
        if section not in SECTIONS or not isinstance(keys, dict):
            raise SettingsError(
                f"[{section}] in {where} is not a section of the settings; "
                f"there are {', '.join(sorted(SECTIONS))}."
            )
        for key, value in keys.items():
            _put(values, places, (section, key), value, where)


def _take_environment(
    environ: Mapping[str, str], values: dict[str, Any], places: dict[tuple[str, str], str]
) -> None:
    for name, text in environ.items():
        if not name.startswith(PREFIX) or name in OWN_NAMES:
            continue
        section, _, key = name.removeprefix(PREFIX).lower().partition("__")
        if section not in SECTIONS or not key:
            raise SettingsError(
                f"{name} in the environment is not a setting; the form is AKF_<SECTION>__<KEY>."
            )
        _put(values, places, (section, key), _parsed(text), f"{name} in the environment")


def _parsed(text: str) -> object:
    """Return lists as lists; every other text stays text, pydantic turns it into the wanted type."""
    return json.loads(text) if text.startswith("[") and text.endswith("]") else text


def _put(
    values: dict[str, Any],
    places: dict[tuple[str, str], str],
    key: tuple[str, str],
    value: object,
    where: str,
) -> None:
    values[key[0]][key[1]] = value
    places[key] = where


def _checked(values: dict[str, Any], places: dict[tuple[str, str], str]) -> Settings:
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        steps = [str(step) for step in first["loc"]]
        where = places.get((steps[0], steps[1]), "the environment") if len(steps) > 1 else "the environment"
        problem = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"]
        raise SettingsError(f"{'.'.join(steps[:2])} ({where}): {problem}.") from error


def _check_for_production(settings: Settings) -> None:
    if not settings.is_production:
        return
    for name, key in (("DATABASE_URL", "database_url"), ("REDIS_URL", "redis_url")):
        if not getattr(settings, key):
            reason = "is not set in the environment, and production starts no servers of its own"
            raise SettingsError(f"{name} {reason}; set it, or set AKF_ENV=demo to look around.")
    if len(settings.secrets.secret_key) < LEAST_SECRET_KEY:
        raise SettingsError(
            f"SECRET_KEY in the environment must be at least {LEAST_SECRET_KEY} characters long."
        )
