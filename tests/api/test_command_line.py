"""The command line as a whole: JSON everywhere, completion, exit codes, and one clear line for whatever goes wrong."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from api import cli
from api.bar import Bar
from api.endings import ending
from api.exits import CODES, NOT_REACHABLE, READER_GONE, STOPPED, USAGE, WRONG
from tests.api.typed import BIMTEK
from tests.domain.builders import ROOT

POLICY = "deploy/policies/intake-2019.toml"
SENDER = ("--person", "pengelola-program", "--role", "programme_manager")

WITHOUT_JSON = {"up": "runs until Ctrl-C; its addresses stand in a file as JSON"}
"""Commands without --json, and why."""


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command there is, by its words."""
    command = command or typer.main.get_command(cli.program())
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path), command
        return
    for name, each in sorted(inner.items()):
        yield from commands(each, (*path, name))


def typed(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    """Type a command in this process; gives its exit code."""
    monkeypatch.setattr(sys, "argv", ["bimtek", *map(str, words)])
    return cli.run()


def test_every_command_can_print_json() -> None:
    """A command that prints anything has --json, or stands on the list with its reason."""
    without = {
        words for words, command in commands() if "--json" not in {o for param in command.params for o in param.opts}
    }
    assert without == set(WITHOUT_JSON)


def test_every_command_and_option_says_what_it_is_for() -> None:
    """Whoever asks for help gets a sentence for each command, and for each option that is its own."""
    for words, command in commands():
        assert command.help, words
        for param in command.params:
            assert param.help, f"{words} {param.name}"


def test_help_lists_the_exit_codes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit codes are listed where one looks first."""
    assert typed(monkeypatch, "--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    for code, meaning in CODES.items():
        assert f"{code} {meaning}" in shown


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with files that are nothing that a command wants."""
    (tmp_path / "text.txt").write_text("Ini bukan berkas yang dimaksud.\n", encoding="utf-8")
    (tmp_path / "bytes.bin").write_bytes(b"\xff\xfe\x00\x01 biner")
    (tmp_path / "act.json").write_text('{"act": {"kind": "sing"}}', encoding="utf-8")
    (tmp_path / "remind.json").write_text('{"act": {"kind": "remind"}}', encoding="utf-8")
    (tmp_path / "submit.json").write_text('{"act": {"kind": "submit"}}', encoding="utf-8")
    return tmp_path


WRONG_FILES = (
    ("policy", "check", "FILES"),
    ("policy", "check", "FILES/none.toml"),
    ("policy", "check", "FILES/text.txt"),
    ("policy", "check", "FILES/bytes.bin"),
    ("policy", "check", "FILES/text.txt/below"),
    ("cohort", "check", "FILES/text.txt"),
    ("cohort", "check", "FILES/bytes.bin"),
    ("cohort", "start", "FILES/none.csv", "--people", "FILES/none.csv"),
    (
        "cohort",
        "pause",
        "2019",
        "--until",
        "besok",
        "--cause",
        "disaster",
        "--reason",
        "x",
        "--approved-by",
        "x",
        *SENDER,
    ),
    ("rehearse", "FILES/text.txt", "--start", "2026-01-05"),
    ("rehearse", "deploy/cohorts/2019.csv", "--start", "kapan-kapan"),
    ("journey", "act", "x", "FILES/text.txt", *SENDER),
    ("journey", "act", "x", "FILES/bytes.bin", *SENDER),
    ("journey", "act", "x", "FILES/act.json", *SENDER),
    ("journey", "act", "x", "FILES/none.json", *SENDER),
    ("journey", "act", "x", "FILES", *SENDER),
    ("journey", "act", "x", "FILES/remind.json", "--person", "Bukan Id", "--role", "director"),
    ("journey", "bulk", "FILES/text.txt", "--cohort", "2019", *SENDER),
    ("journey", "bulk", "FILES/submit.json", "--cohort", "2019", *SENDER),
    ("journey", "bulk", "FILES/remind.json", *SENDER),
    ("journey", "bulk", "FILES/remind.json", "x", "--cohort", "2019", "--task", "submit", *SENDER),
    ("journey", "remind", "--cohort", "Bukan Id", *SENDER),
    ("journey", "remind", "--cohort", "2019", "--person", "x", "--role", "coordinator"),
    ("journey", "extend", "--days", "5", "--reason", "", "--cohort", "2019", *SENDER),
    ("history", "import", "FILES/text.txt"),
    ("history", "import", "FILES/none.zip"),
    ("document", "verify", "FILES/none.pdf"),
    ("book", "check", "FILES/text.txt", "--policy", POLICY, "--book", "buku-1"),
    ("book", "check", "FILES/text.txt", "--policy", POLICY, "--book", "buku-9"),
    ("catalogue", "export", "FILES/katalog.pdf"),
    ("regions", "import", "FILES/bytes.bin"),
    ("calendar", "change", "FILES/text.txt", "--decree", "SKB", *SENDER),
    ("notify", "preview", "sajak"),
    ("demo", "--data-dir", "FILES"),
    ("up", "--data-dir", "FILES/text.txt"),
)
"""What is typed wrongly, one a group at least, and told without any server; FILES is the folder."""


@pytest.mark.parametrize("words", WRONG_FILES, ids=" ".join)
def test_what_is_wrong_is_said_in_one_line(
    words: tuple[str, ...], files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be read or understood, a word that is no id: one line, no traceback, exit code 1."""
    monkeypatch.chdir(ROOT)
    code = typed(monkeypatch, *(word.replace("FILES", str(files)) for word in words))
    _check_one_line(capsys.readouterr().err)
    assert code == WRONG


def _check_one_line(said: str) -> None:
    assert "Traceback" not in said
    lines = said.strip().splitlines()
    assert len(lines) == 1, said
    assert lines[0].startswith("bimtek: ")
    assert lines[0].endswith((".", "`.", ")"))


NEEDS_SERVERS = (
    ("cohort", "show", "2019"),
    ("journey", "list"),
    ("journey", "remind", "--cohort", "2019", *SENDER),
    ("catalogue", "search"),
    ("document", "list", "x"),
    ("notify", "inbox", "x"),
    ("history", "export", "x", "FILES/x.zip"),
    ("records", "verify"),
    ("regions", "show", "x"),
    ("people", "list"),
)


@pytest.mark.parametrize("words", NEEDS_SERVERS, ids=" ".join)
@pytest.mark.parametrize(
    "dsn", [None, "postgresql://x@127.0.0.1:1/x", "postgresql://x@tidak-ada.invalid/x"], ids=["none", "dead", "unknown"]
)
def test_a_server_that_is_away_is_said_in_one_line(
    words: tuple[str, ...],
    dsn: str | None,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No address, nobody at the address, no such host: one line that says what to do, exit code 3."""
    monkeypatch.setenv("BIMTEK_POSTGRES_DSN", dsn or "")
    monkeypatch.setenv("BIMTEK_TEMPORAL_ADDRESS", "127.0.0.1:1" if dsn else "")
    code = typed(monkeypatch, *(word.replace("FILES", str(files)) for word in words), "--data-dir", str(files / "none"))
    _check_one_line(capsys.readouterr().err)
    assert code == NOT_REACHABLE


@pytest.mark.parametrize(("name", "value"), [("BIMTEK_LANGUAGE", "fr"), ("BIMTEK_POSTGRES_DSN", "omong-kosong")])
def test_a_setting_that_is_wrong_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the variable of the environment."""
    monkeypatch.setenv(name, value)
    assert typed(monkeypatch, "cohort", "show", "2019") == WRONG
    said = capsys.readouterr().err
    _check_one_line(said)
    assert name in said


@pytest.mark.parametrize(
    "words",
    [
        ("cohort", "show", "2019", "--sideways"),
        ("journey", "remind"),
        ("journey", "extend", "--days", "many", "--reason", "x", *SENDER),
        ("journey", "bulk", "x.json", *SENDER, "--stage", "nowhere"),
        ("sing",),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_has_its_own_code(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An option that is unknown, missing or has no such value: 2, and how to get help."""
    assert typed(monkeypatch, *words) == USAGE
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "--help" in said


def test_a_bug_keeps_its_traceback() -> None:
    """What no person can mend by typing something else is not made to look like a refusal."""
    assert ending(ValueError("a bug")) is None


def test_nobody_reads_the_output() -> None:
    """Whether tables, text or JSON: a pipe that is closed ends the command silently, with its own code."""
    for words in (("notify", "templates"), ("notify", "templates", "--json"), ("notify", "preview", "reminder")):
        reads, writes = os.pipe()
        os.close(reads)
        process = subprocess.run([BIMTEK, *words], stdout=writes, stderr=subprocess.PIPE, check=False)
        os.close(writes)
        assert (process.returncode, process.stderr) == (READER_GONE, b""), words


def test_ctrl_c_is_no_traceback() -> None:
    """Ctrl-C while the command waits ends it with one line and 130."""
    words = [str(BIMTEK), "journey", "act", "x", "-", *map(str, SENDER)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == STOPPED
    _check_one_line(said.decode())


@pytest.mark.parametrize(
    ("typed_so_far", "at", "expected"),
    [("bimtek jour", 1, "journey"), ("bimtek journey ex", 2, "extend"), ("bimtek cohort show --js", 3, "--json")],
)
def test_a_shell_completes_commands_and_options(typed_so_far: str, at: int, expected: str) -> None:
    """What bash asks when the tab key is pressed is answered with the words that go on."""
    asked = {"_BIMTEK_COMPLETE": "complete_bash", "COMP_WORDS": typed_so_far, "COMP_CWORD": str(at)}
    said = subprocess.run([BIMTEK], env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert said.stdout.split() == [expected]
    assert said.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_installed(shell: str, tmp_path: Path) -> None:
    """`--install-completion` writes what the shell reads, for each of the usual ones."""
    home = {**os.environ, "HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(
        [BIMTEK, "--install-completion", shell], env=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("_BIMTEK_COMPLETE" in path.read_text(encoding="utf-8") for path in written)


def test_json_of_commands_without_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What they print with --json is JSON and nothing else."""
    monkeypatch.chdir(ROOT)
    for words, key in (
        (("policy", "check", POLICY), "version"),
        (("notify", "preview", "reminded"), "subject"),
        (("cohort", "check", "deploy/cohorts/2019.csv", "--data-dir", str(tmp_path)), "regions"),
    ):
        assert typed(monkeypatch, *words, "--json") == 0
        assert key in json.loads(capsys.readouterr().out)


def test_a_bar_without_a_terminal_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """In a file or a pipe there is no bar, counted or not."""
    with Bar("counting", 3) as bar:
        bar.more()
        bar.of(2)
    with Bar("waiting"):
        pass
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


@pytest.mark.parametrize(("seconds", "shown"), [(0.2, False), (2.6, True)], ids=["quick", "slow"])
def test_a_bar_shows_up_only_when_it_takes_a_while(seconds: float, shown: bool) -> None:
    """At a terminal, two seconds of silence, then what is being done; also where nothing is counted."""
    program = f"import time; from api.bar import Bar\nwith Bar('menghitung'): time.sleep({seconds})"
    person, terminal = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", program], stderr=terminal, cwd=ROOT, env={**os.environ, "TERM": "xterm"}, check=False
        )
        assert done.returncode == 0
        os.set_blocking(person, False)
        try:
            said = os.read(person, 100_000)
        except BlockingIOError:
            said = b""
    finally:
        os.close(person)
        os.close(terminal)
    assert (b"menghitung" in said) is shown
