"""Settings: what wins over what, and sentences that name the wrong key and where it stands."""

from pathlib import Path

import pytest

from akimfeedback.core.production import still_missing
from akimfeedback.core.settings import ROOT, Settings, SettingsError, limiter_url, load_settings

REAL = {
    "DATABASE_URL": "postgresql://db.example/akf",
    "REDIS_URL": "redis://redis.example/0",
    "SECRET_KEY": "k" * 40,
}


def write(root: Path, name: str, text: str) -> None:
    (root / "config").mkdir(exist_ok=True)
    (root / "config" / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("environ", "environment"),
    [
        ({}, "demo"),
        (REAL, "production"),
        ({"AKF_ENV": "test"}, "test"),
        ({"AKF_ENV": "demo", **REAL}, "demo"),
    ],
    ids=["nothing said", "an address means real people", "said", "said wins over the address"],
)
def test_environment(environ: dict[str, str], environment: str) -> None:
    assert load_settings(environ, ROOT).environment == environment


@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
def test_production_refuses_without(missing: str) -> None:
    environ = {"AKF_ENV": "production", **REAL}
    del environ[missing]

    with pytest.raises(SettingsError, match=missing):
        load_settings(environ, ROOT)


def test_production_refuses_a_short_secret() -> None:
    with pytest.raises(SettingsError, match="at least 32"):
        load_settings({**REAL, "SECRET_KEY": "short"}, ROOT)


def test_the_environment_wins_over_both_files(tmp_path: Path) -> None:
    write(tmp_path, "default", "[codes]\ndigits = 4\nminutes = 10\ntries = 3\n")
    write(tmp_path, "test", "[codes]\nminutes = 11\ntries = 4\n")

    codes = load_settings({"AKF_ENV": "test", "AKF_CODES__TRIES": "6"}, tmp_path).codes

    assert (codes.digits, codes.minutes, codes.tries) == (4, 11, 6)


@pytest.mark.parametrize(
    ("environ", "file", "sentence"),
    [
        ({"AKF_CODES__DIGITS": "many"}, "", r"codes\.digits \(AKF_CODES__DIGITS in the env.*\): .*integer"),
        ({"AKF_CODES__DIGTS": "5"}, "", r"codes\.digts \(AKF_CODES__DIGTS in the env.*\): there is no such"),
        ({"AKF_CODEZ__DIGITS": "5"}, "", r"AKF_CODEZ__DIGITS in the environment is not a setting"),
        ({}, "[codes]\ndigits = 99\n", r"codes\.digits \(config/test\.toml\): .*8"),
        ({}, "[cods]\ndigits = 5\n", r"\[cods\] in config/test\.toml is not a section"),
        ({}, "[secrets]\nsecret_key = 'x'\n", r"\[secrets\] in config/test\.toml is not a section"),
        ({}, "[codes\n", r"config/test\.toml cannot be read as TOML"),
        ({"AKF_SMS__ADAPTER": "pigeon"}, "", r"sms\.adapter \(AKF_SMS__ADAPTER in the environment\)"),
        ({"AKF_ENV": "staging"}, "", r"AKF_ENV in the environment is 'staging'"),
    ],
    ids=["type", "key", "section", "range in a file", "section in a file", "secret in a file", "no TOML",
         "choice", "environment"],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_place(
    tmp_path: Path, environ: dict[str, str], file: str, sentence: str
) -> None:
    write(tmp_path, "test", file)

    with pytest.raises(SettingsError, match=sentence) as refused:
        load_settings({"AKF_ENV": "test", **environ}, tmp_path)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("postgres://u:p@h:5432/d?sslmode=require", "postgresql+psycopg://u:p@h:5432/d?sslmode=require"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg://u@/d?host=/run/x", "postgresql+psycopg://u@/d?host=/run/x"),
        ("postgresql:///d", "postgresql+psycopg:///d"),
    ],
    ids=["old scheme", "no driver", "as it is", "no host"],
)
def test_database_addresses_get_the_driver(given: str, taken: str) -> None:
    assert load_settings({**REAL, "DATABASE_URL": given}, ROOT).database_url == taken


def test_the_limiter_gets_its_own_scheme() -> None:
    assert limiter_url("unix:///run/redis.sock?db=1") == "redis+unix:///run/redis.sock?db=1"
    assert limiter_url("redis://h/0") == "redis://h/0"


def test_another_port_has_its_own_folder_and_address() -> None:
    first, second = load_settings({}, ROOT), load_settings({"PORT": "8100"}, ROOT)

    assert (first.var, second.var) == (ROOT / "var" / "demo", ROOT / "var" / "8100")
    assert second.web.port == 8100
    assert second.product.base_url == "http://127.0.0.1:8100"


def test_secrets_are_not_printed() -> None:
    shown = repr(load_settings({**REAL, "SMS_API_KEY": "sms-secret", "SMTP_PASSWORD": "mail-secret"}, ROOT))

    assert not any(secret in shown for secret in ("k" * 40, "sms-secret", "mail-secret", "db.example"))


def test_settings_do_not_change_after_boot() -> None:
    settings: Settings = load_settings({}, ROOT)

    with pytest.raises(ValueError, match="frozen"):
        settings.web.port = 1


FACE = {
    "AKF_PRODUCT__BASE_URL": "https://uni.example.kz",
    "AKF_PRODUCT__OPERATOR_NAME": "Operator",
    "AKF_PRODUCT__OPERATOR_BIN": "123456789012",
    "AKF_SMS__ADAPTER": "smsc",
}


@pytest.mark.parametrize("key", list(FACE))
def test_production_says_what_real_people_still_need(key: str) -> None:
    partly = {name: value for name, value in FACE.items() if name != key}

    (sentence,) = still_missing(load_settings({**REAL, **partly}, ROOT))

    assert key in sentence
    assert still_missing(load_settings({**REAL, **FACE}, ROOT)) == []
    assert still_missing(load_settings({"AKF_ENV": "demo"}, ROOT)) == []


@pytest.mark.parametrize("name", ["production", "demo", "test", "development"])
def test_the_files_of_the_house_are_right(name: str) -> None:
    assert load_settings({**REAL, "AKF_ENV": name}, ROOT).environment == name
