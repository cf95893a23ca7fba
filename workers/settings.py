"""The settings, and the only reader of the environment; `docs/settings.md` describes each."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "BIMTEK_"


class Addresses(BaseModel):
    """Where the parts of a local stack listen; kept in `addresses.json` in its folder, readable by its owner."""

    temporal: str
    temporal_ui: str | None = None
    postgres_dsn: SecretStr
    postgres_folder: str | None = None
    smtp: str | None = None
    mailbox: str | None = None
    http: str | None = None
    worker_metrics: str | None = None
    secret_file: str | None = None
    data_dir: str

    @property
    def dsn(self) -> str:
        """The DSN in clear."""
        return self.postgres_dsn.get_secret_value()

    @property
    def ports(self) -> tuple[int | None, ...]:
        """The ports of our own PostgreSQL, Temporal, Temporal's pages, mail, the worker's figures and HTTP.

        None for what is not ours, or was not started; a next start keeps them.
        """
        postgres = self.dsn.partition("?")[0].rpartition("/")[0] if self.postgres_folder else None
        temporal = self.temporal if self.temporal_ui else None
        smtp = self.smtp if self.mailbox else None
        ours = (postgres, temporal, self.temporal_ui, smtp, self.worker_metrics, self.http)
        return tuple(int(address.rpartition(":")[2]) if address else None for address in ours)

    def save(self, path: Path) -> None:
        """Write the file at once and whole, for its owner only: it holds the database's password."""
        text = json.dumps({**self.model_dump(exclude={"postgres_dsn"}), "postgres_dsn": self.dsn}, indent=2)
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_text(text + "\n", encoding="utf-8")
        os.replace(new, path)

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """The addresses in a file, or None when there is none."""
        return cls.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


class Settings(BaseSettings):
    """Every setting, read from environment variables that begin with BIMTEK_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    data_dir: Path = Path("var/stack")
    """The folder with everything the local stack writes."""
    temporal_address: str | None = None
    """Temporal's gRPC address, host:port; unset means the local stack's."""
    temporal_namespace: str = "default"
    """Temporal's namespace."""
    temporal_tls: bool = False
    """Whether to speak TLS with Temporal."""
    temporal_api_key: SecretStr | None = None
    """Temporal Cloud's API key."""
    temporal_ui: str | None = None
    """The address of Temporal's own pages, for operators; unset means the local stack's."""
    postgres_dsn: SecretStr | None = None
    """PostgreSQL's DSN; unset means the local stack's."""
    smtp: str | None = None
    """The mail relay, host:port; unset means the local stack's."""
    smtp_user: str | None = None
    """The user at the mail relay."""
    smtp_password: SecretStr | None = None
    """That user's password; unset means that the relay asks for none."""
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    """How the connection to the mail relay is protected."""
    webhook_urls: str | None = None
    """Other systems' endpoints that are told of every message, separated by spaces."""
    webhook_secret: SecretStr | None = None
    """What webhooks are signed with (Standard Webhooks, whsec_ and base64); without it nobody is told."""
    webhook_private: bool = False
    """Whether endpoints may be in an internal network."""
    mail_sender: str = "bimtek@example.go.id"
    """The sender of mails."""
    object_store_url: str | None = None
    """Where files go: a URL obstore understands (file, s3, gs, az); unset means a folder in data_dir."""
    seal_certificate: Path | None = None
    """The PKCS#12 file that published books are sealed with; unset means the local stack's own sample."""
    seal_passphrase: SecretStr | None = None
    """Its passphrase."""
    seal_passphrase_file: Path | None = None
    """A file with its passphrase, instead of the passphrase itself."""
    seal_roots: Path | None = None
    """A PEM file with the certificates that seals are held against."""
    signer_folder: Path | None = None
    """The folder with the certificates of people who sign letters."""
    public_url: str = "http://127.0.0.1:8080"
    """Where people reach the check page that QR codes lead to."""
    http: str | None = None
    """Where the HTTP door listens, host:port; unset means a free port on loopback."""
    secret: SecretStr | None = None
    """What links and sign-ins are signed with, at least 32 characters; unset means the local stack's own."""
    secret_file: Path | None = None
    """A file with that secret, instead of the secret itself."""
    oidc_issuer: str | None = None
    """The OpenID provider's issuer URL; unset means that nobody signs in through one."""
    oidc_client_id: str | None = None
    """The client id at the provider."""
    oidc_client_secret: SecretStr | None = None
    """The client's secret at the provider."""
    oidc_audience: str | None = None
    """The audience that other systems' bearer tokens must be for; unset means that none are taken."""
    oidc_person_claim: str = "email"
    """The claim that says who somebody is: `email`, looked up among the people, or one that holds the person's id."""
    sign_in_links: bool = False
    """Whether sample people may sign in with links that the command line makes; only a local stack sets it."""
    task_queue: str = "bimtek"
    """Temporal's task queue."""
    worker_cache: int = Field(default=1000, ge=0)
    """How many workflows a worker keeps in memory."""
    keep_messages: int = Field(default=1825, ge=1)
    """How many days the ledger of messages is kept; only of journeys that have ended."""
    keep_incidents: int = Field(default=730, ge=1)
    """How many days incidents are kept once they are resolved."""
    keep_drafts: int = Field(default=180, ge=1)
    """How many days drafts of reviews and approvals are kept; only of journeys that have ended."""
    language: Literal["id", "en"] = "id"
    """Language of messages."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    """The least important level that is logged."""
    log_json: bool = False
    """Whether logs are JSON, one object a line."""
    metrics: str | None = None
    """Where a worker shows Temporal's own figures to Prometheus, host:port; unset means nowhere."""
    worker_metrics: str | None = None
    """The addresses of workers' figures that the HTTP door shows with its own, separated by blanks."""
    watch_every: float = Field(default=30.0, gt=0)
    """Seconds between two looks around of the watch that the HTTP door keeps."""
    tell_again_after: float = Field(default=4.0, gt=0)
    """Hours after which operators are told again of an incident that nobody has acknowledged."""
    ready_file: Path | None = None
    """A file that a worker makes once it takes tasks; the local stack waits for it."""

    @property
    def addresses_file(self) -> Path:
        """Where the local stack writes its addresses."""
        return self.data_dir / "addresses.json"

    def resolved(self) -> Settings:
        """A copy in which what is unset is taken from the running local stack, if there is one."""
        found = Addresses.load(self.addresses_file)
        if found is None:
            return self
        return self.model_copy(
            update={
                "temporal_address": self.temporal_address or found.temporal,
                "temporal_ui": self.temporal_ui or (None if self.temporal_address else found.temporal_ui),
                "postgres_dsn": self.postgres_dsn or found.postgres_dsn,
                "smtp": self.smtp or found.smtp,
                "worker_metrics": self.worker_metrics or found.worker_metrics,
                "secret_file": self.secret_file or (Path(found.secret_file) if found.secret_file else None),
            }
        )

    def given(self) -> dict[str, Any]:
        """What was set, by the environment or by a caller, and is not simply the default."""
        return {name: value for name in self.model_fields_set if (value := getattr(self, name)) is not None}

    def environment(self) -> dict[str, str]:
        """What was set, as the environment variables that give another process the same settings."""
        return {f"{PREFIX}{name.upper()}": _in_clear(value) for name, value in self.given().items()}

    def signing_secret(self) -> str | None:
        """What links and sign-ins are signed with; None when nothing is set. Raises `OSError` for a missing file."""
        if self.secret is not None:
            return self.secret.get_secret_value()
        return self.secret_file.read_text(encoding="utf-8").strip() if self.secret_file else None

    def webhook_endpoints(self) -> tuple[str, ...]:
        """The endpoints that are told of every message."""
        return tuple((self.webhook_urls or "").split())

    def terms(self) -> dict[str, int]:
        """For how many days records are kept, by the names of the settings (records/retention.py)."""
        return {name: getattr(self, name) for name in type(self).model_fields if name.startswith("keep_")}

    def workers_to_ask(self) -> tuple[str, ...]:
        """The addresses at which workers show their figures."""
        return tuple((self.worker_metrics or "").split())

    def object_store(self) -> str:
        """The URL of the object store."""
        if self.object_store_url:
            return self.object_store_url
        folder = (self.data_dir / "objects").resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return folder.as_uri()


def _in_clear(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
