"""The settings, their documentation, and the file that tells where a local stack listens."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from workers.settings import PREFIX, Addresses, Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
OWN_PACKAGES = ("domain", "records", "activities", "workflows", "workers", "api")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the shell that runs the tests has set."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def test_every_setting_is_documented_with_its_default() -> None:
    """The table of docs/settings.md and the settings are the same list, with the same defaults."""
    documented = dict(
        re.findall(r"^\| `(\w+)` \| `?([^|`]+?)`? \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    )
    settings = {
        f"{PREFIX}{name.upper()}": "unset" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert documented == settings


def test_only_the_settings_read_the_environment() -> None:
    """No other module of the product asks for environment variables, except to hand them on to a child."""
    root = Path(__file__).parents[2]
    readers = {
        str(path.relative_to(root))
        for package in OWN_PACKAGES
        for path in (root / package).rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    # The command line reads what a shell that completes it has typed so far, which is no setting.
    assert readers <= {"workers/settings.py", "workers/local/child.py", "api/cli.py"}


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable set to nothing, as compose files like to do, leaves the default."""
    monkeypatch.setenv("BIMTEK_POSTGRES_DSN", "")
    assert Settings().postgres_dsn is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("BIMTEK_LANGUAGE", "fr", id="a language we do not write"),
        pytest.param("BIMTEK_WORKER_CACHE", "-1", id="a negative cache"),
        pytest.param("BIMTEK_LOG_LEVEL", "loud", id="an unknown level"),
    ],
)
def test_a_wrong_value_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A value that means nothing is refused at the start, not at its first use."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


def test_another_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a caller set in code reaches a child through its environment, secrets included."""
    given = Settings(data_dir=tmp_path, postgres_dsn=SecretStr("postgresql://x"), worker_cache=7)
    for name, value in given.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == given


def _addresses(folder: Path) -> Addresses:
    return Addresses(
        temporal="127.0.0.1:7233",
        temporal_ui="http://127.0.0.1:8233",
        postgres_dsn=SecretStr("postgresql://bimtek:secret@127.0.0.1:5432/bimtek?sslmode=disable"),
        postgres_folder=str(folder / "postgres"),
        smtp="127.0.0.1:2525",
        mailbox=str(folder / "mail"),
        data_dir=str(folder),
    )


def test_the_addresses_are_kept_for_the_owner_only(tmp_path: Path) -> None:
    """The file holds a password, so nobody else may read it; it reads back as it was."""
    path = tmp_path / "addresses.json"
    _addresses(tmp_path).save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Addresses.load(path) == _addresses(tmp_path)


def test_a_setting_goes_before_the_running_stack(tmp_path: Path) -> None:
    """What is set wins; what is unset is taken from the stack that runs on the data folder."""
    _addresses(tmp_path).save(tmp_path / "addresses.json")
    settings = Settings(data_dir=tmp_path, temporal_address="temporal.example:7233").resolved()
    assert settings.temporal_address == "temporal.example:7233"
    assert settings.postgres_dsn == _addresses(tmp_path).postgres_dsn
    assert settings.smtp == "127.0.0.1:2525"


def test_only_ports_of_our_own_parts_are_kept(tmp_path: Path) -> None:
    """The next start asks for the ports it had, not for those of servers that are somebody else's."""
    own = _addresses(tmp_path)
    assert own.ports == (5432, 7233, 8233, 2525, None, None)
    elsewhere = own.model_copy(update={"postgres_folder": None, "temporal_ui": None, "mailbox": None})
    assert elsewhere.ports == (None,) * 6
