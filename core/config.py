"""Every setting of the process: its name, its default, and what it is for; LINLI_ and the name is its variable."""
from __future__ import annotations

import os
import secrets
from pathlib import Path

from click import ClickException
from flask import Flask, current_app
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

KNOWN_BAD_SECRETS = {"dev", "secret", "changeme", "change-me", "password", "linli", "test", "your-secret-key"}
SHORTEST_SECRET = 32
DEMO_MARK = "secret_key"  # the secret that the demo keeps in its data folder


class ConfigError(ClickException):
    """The process may not start like this; the message says which setting to change, and a command shows it alone."""


class Settings(BaseSettings):
    """Settings of one process, read from the environment."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(Path("var"), description="Folder of the database, the keys and the uploads.")
    database_url: str = Field("", description="The app's database; empty: SQLite in the data folder.")
    owner_database_url: str = Field("", description="PostgreSQL: the role that owns the tables, for migrations only.")
    district_database_url: str = Field("", description="PostgreSQL: the role that reads across communities.")
    secret_key: str = Field("", description="Signs cookies and links; 32 characters at least.")
    key_file: Path | None = Field(None, description="Keys of the encrypted fields; mode 0600, with a backup elsewhere.")
    demo: bool = Field(False, description="Load demo people and make the keys by itself; never with real data.")
    demo_password: str = Field("", description="Password of the demo accounts; empty: a random one, printed once.")
    testing: bool = Field(False, description="Set by the test kit: keys made by itself.")
    port: int = Field(8000, description="Port of the web server.", validation_alias=AliasChoices("PORT", "LINLI_PORT"))
    base_host: str = Field("", description="Host mode: communities are <slug>.<base host>; the base host is the operator's.")
    hosts: str = Field("", description="Path mode: the names it may be asked for by, comma-separated; empty: any (the demo).")
    shared_origin: bool = Field(False, description="Path mode: allow several communities to share one browser origin.")
    plugins: str | None = Field(None, description="Only these plugins (comma-separated); empty: none, the safe mode.")
    plugin_folder: Path | None = Field(None, description="A further folder of plugins, beside plugins/.")
    instances_dir: Path | None = Field(None, description="Folder of the communities' files; unset: instances/ here.")
    metrics_token: str = Field("", description="Token that /metrics asks for; empty: /metrics answers 404.")
    resident_idle_minutes: int = Field(12 * 60, description="A resident is signed out after so long without a request.")
    resident_absolute_minutes: int = Field(30 * 24 * 60, description="A resident is signed out after so long in any case.")
    staff_idle_minutes: int = Field(2 * 60, description="Staff and operators: the same, after so long without a request.")
    staff_absolute_minutes: int = Field(12 * 60, description="Staff and operators: the same, in any case.")
    strict_sign_in: bool | None = Field(None, description="Codes and fresh passwords asked of staff; unset: yes outside the demo.")
    secure_cookies: bool | None = Field(None, description="Cookies over HTTPS only; unset: yes outside the demo.")
    proxies: int = Field(0, description="Trusted reverse proxies in front, for the client's address and scheme.")

    @property
    def makes_keys(self) -> bool:
        """Whether missing keys may be made by the process itself."""
        return self.demo or self.testing

    @property
    def app_url(self) -> str:
        """URL of the app's database."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'linli.db'}"

    @property
    def on_sqlite(self) -> bool:
        return self.app_url.startswith("sqlite")

    @property
    def key_path(self) -> Path:
        return self.key_file or self.data_dir.resolve() / "keys.json"

    @property
    def plugin_names(self) -> list[str] | None:
        """The plugins asked for by name; None: all that are found."""
        if self.plugins is None:
            return None
        return [name.strip() for name in self.plugins.split(",") if name.strip()]

    @property
    def is_strict(self) -> bool:
        """Whether staff need one-time codes by the usual rules, and type their password again for grave steps."""
        return not self.makes_keys if self.strict_sign_in is None else self.strict_sign_in

    @property
    def cookies_are_secure(self) -> bool:
        return not self.makes_keys if self.secure_cookies is None else self.secure_cookies


def prepared(settings: Settings | None = None) -> Settings:
    """The settings, checked and with their secret filled in; raises ConfigError."""
    settings = settings or Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _in_demo_folder(settings):
        settings.demo = settings.shared_origin = True
    if not settings.secret_key and settings.makes_keys:
        settings.secret_key = _own_secret(settings.data_dir / DEMO_MARK)
    _refuse_bad_secret(settings.secret_key)
    if settings.key_file is None and not settings.makes_keys:
        raise ConfigError("LINLI_KEY_FILE is not set: name the file that holds the keys of the encrypted fields")
    if os.environ.get("FLASK_DEBUG", "0").lower() not in ("0", "", "false", "no") and not settings.makes_keys:
        raise ConfigError("debug mode shows code and data to strangers: unset FLASK_DEBUG")
    return settings


def _in_demo_folder(settings: Settings) -> bool:
    # A command typed beside `make run` finds the demo by its folder. Whoever names a secret, keys or a database of
    # their own runs no demo.
    own = settings.secret_key or settings.key_file or settings.database_url
    return not own and not settings.testing and (settings.data_dir / DEMO_MARK).exists()


def _refuse_bad_secret(secret: str) -> None:
    if not secret:
        raise ConfigError("LINLI_SECRET_KEY is not set; make one: python -c 'import secrets; print(secrets.token_hex(32))'")
    if secret.lower() in KNOWN_BAD_SECRETS or len(secret) < SHORTEST_SECRET or len(set(secret)) < 8:
        raise ConfigError("LINLI_SECRET_KEY can be guessed; use 32 random characters or more")


def _own_secret(path: Path) -> str:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().strip()


def this_app() -> Flask:
    """The app in force itself, for what outlives its context or compares apps: Flask's proxy is neither."""
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]  # werkzeug's, without types


def settings_of(app: Flask) -> Settings:
    """The settings that an app was made with."""
    settings: Settings = app.extensions["linli.settings"]
    return settings
