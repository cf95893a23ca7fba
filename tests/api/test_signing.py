"""Letters are signed by people: with their number, once, and with a passphrase that is found nowhere afterwards."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr
from pypdf import PdfReader

from activities.documents.certificates import PassphraseWrong
from activities.documents.signer import FolderSigner, SignerUnknown
from api.checking import Finding, check_file
from api.desk import Answer, JourneyUnknown
from api.signing import LetterSigned, LetterToSign, OfficeMissing, Signing
from domain import errors
from domain.journey import Progress
from domain.journey import act as rules_act
from domain.journey import receipt as receipt_of
from domain.messages import Actor, Command
from domain.values import RegionOfJourney
from domain.vocabulary import DocumentKind, Role, Task, TimeZone
from domain.words.phrase import Language
from records.documents import Documents, FileForm
from records.journal import Records
from records.letter_numbers import LetterNumbers
from records.people import People, PersonRecord
from tests.domain.builders import documented_policy, start
from tests.domain.cases import at, one_after_another
from tests.domain.cast import Play
from tests.domain.test_decisions_documents import delivering, key_of
from tests.domain.test_decisions_record import withdrawing
from tests.fakes import MemoryFiles
from tests.records.sample import SampleBatch

PASSPHRASE = "sandi-Direktur-7391"
NOW = datetime(2019, 5, 20, 3, 0, 0, 123456, tzinfo=UTC)
DIRECTOR = Actor(person="director", role=Role.DIRECTOR)
KINDS = (DocumentKind.ASSESSMENT_LETTER, DocumentKind.KICKOFF_INVITATION)
OFFICE = "Direktur Layanan Aplikasi Informatika Pemerintahan"
AWAY = TimeoutError("no answer")


@dataclass
class Bureau:
    """A journey in PostgreSQL with two letters to sign, and a desk that can lose its answer before or after the act."""

    pool: asyncpg.Pool
    folder: Path
    play: Play
    files: MemoryFiles = field(default_factory=MemoryFiles)
    sent: list[Command] = field(default_factory=list)
    lost: str = ""
    taken: dict[str, Progress] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records = Records(self.pool)

    async def record(self) -> None:
        """Bring the journal to where the journey is."""
        await self.records.record(SampleBatch(self.play.journey.id, tuple(self.play.entries)))

    async def send(self, journey: str, command: Command) -> Answer:
        """Take an act as the workflow does: once for each id."""
        self.sent.append(command)
        if self.lost == "before":
            raise AWAY
        progress = self.taken.get(command.id)
        if progress is None:
            progress = self.taken[command.id] = rules_act(self.play.journey, command, NOW)
            self.play.journey = progress.journey
            self.play.entries += progress.entries
        if self.lost == "after":
            raise AWAY
        await self.record()
        return Answer(receipt_of(command, progress), recorded=True)

    @property
    def signing(self) -> Signing:
        """What is tested."""
        signer = FolderSigner(self.folder)
        return Signing(self.pool, self, self.files, signer, language=Language.ID, samples=True)

    @property
    def manager(self) -> Actor:
        """The programme manager."""
        (person,) = self.play.journey.holders(Role.PROGRAMME_MANAGER)
        return Actor(person=person, role=Role.PROGRAMME_MANAGER)

    def letter(self, kind: DocumentKind = KINDS[0], **changes: object) -> LetterToSign:
        """A letter of the journey, to be signed by the director."""
        fields = {"journey": self.play.journey.id, "key": key_of(self.play, kind), "actor": DIRECTOR, **changes}
        return LetterToSign.model_validate(fields)

    async def everything(self) -> str:
        """Every row of every table, as text."""
        tables = await self.pool.fetch("select tablename from pg_tables where schemaname = 'public'")
        rows = [await self.pool.fetch(f"select t::text from {table['tablename']} as t") for table in tables]
        return "\n".join(str(row[0]) for found in rows for row in found)


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on the test's own database."""
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as pool:
        yield pool


@pytest.fixture
async def bureau(pool: asyncpg.Pool, tmp_path: Path) -> Bureau:
    """Two letters that have been made, and a director who is made up."""
    made = Bureau(pool, tmp_path / "signers", at(Task.PASS_GATES, variant="documented", then=delivering)())
    await made.record()
    await People(pool).save([PersonRecord(id="director", name="Director (contoh)", sample=True)])
    return made


async def sign(
    bureau: Bureau, letter: LetterToSign | None = None, passphrase: str = PASSPHRASE, now: datetime = NOW
) -> LetterSigned:
    """Sign the first letter, or another."""
    return await bureau.signing.sign(letter or bureau.letter(), SecretStr(passphrase), now)


async def test_a_signed_letter_bears_number_office_and_signature(bureau: Bureau) -> None:
    """The file says them, the journal and the list know them, and a check recognises the file."""
    done = await sign(bureau)
    assert done.letter.number == "B.1/DJAI/AI.01.05/05/2019"
    data = bureau.files.kept[done.letter.signed]
    text = " ".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    assert all(words in text for words in ("B.1/DJAI/AI.01.05/05/2019", OFFICE, "Director (contoh)", "20 Mei 2019"))
    assert "SIMULASI" in text and "DRAF" not in text
    event = bureau.play.entries[-1].event
    assert (event.kind, bureau.play.entries[-1].actor) == ("document_signed", DIRECTOR)
    assert bureau.play.journey.signings[0].signed.sha256 == done.letter.signed
    found = Documents(bureau.pool)
    line = next(one for one in await found.of_journey(bureau.play.journey.id) if one.key == done.letter.key)
    assert (line.number, line.signed_by, line.signed_pdf) == (
        done.letter.number,
        "Director (contoh)",
        done.letter.signed,
    )
    verdict = await check_file(data, found, ())
    assert (verdict.finding, verdict.genuine) == (Finding.SIGNED, True)
    assert verdict.document is not None and verdict.document.form is FileForm.SIGNED
    assert done.letter.number in verdict.sentence(Language.ID)
    assert [(one.name, one.intact) for one in verdict.seal.signatures] == [("SIMULASI Director (contoh)", True)]
    changed = data.replace(b"/Reason", b"/Raeson")
    assert changed != data and not (await check_file(changed, found, ())).genuine


async def test_a_wrong_passphrase_leaves_nothing_behind(bureau: Bureau) -> None:
    """No act, no number, no file; the next letter has the number that follows the last."""
    await sign(bureau)
    before = (len(bureau.sent), dict(bureau.files.kept), await bureau.everything())
    with pytest.raises(PassphraseWrong):
        await sign(bureau, bureau.letter(KINDS[1]), "bukan sandi")
    assert (len(bureau.sent), bureau.files.kept, await bureau.everything()) == before
    assert (await sign(bureau, bureau.letter(KINDS[1]))).letter.serial == 2


async def test_the_passphrase_is_found_nowhere(
    bureau: Bureau, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not in a table, a command, a file, a log or an answer; a wrong one neither."""
    caplog.set_level("DEBUG")
    done = await sign(bureau)
    with pytest.raises(PassphraseWrong) as refused:
        await sign(bureau, bureau.letter(KINDS[1]), "SalahSandi-55")
    told = capsys.readouterr()
    shown = [await bureau.everything(), caplog.text, told.out, told.err, str(refused.value), done.model_dump_json()]
    shown += [command.model_dump_json() for command in bureau.sent]
    shown += [entry.model_dump_json() for entry in bureau.play.entries]
    assert bureau.play.journey.id in shown[0]
    for secret in (PASSPHRASE, "SalahSandi-55"):
        assert not any(secret in text for text in shown)
        assert not any(secret.encode() in data for data in bureau.files.kept.values())


@pytest.mark.parametrize("lost", ["before", "after"])
async def test_the_same_request_again_gives_the_same_letter(bureau: Bureau, lost: str) -> None:
    """Whether the act was lost or only its answer: number and bytes stay, and the journal has it once."""
    bureau.lost = lost
    with pytest.raises(TimeoutError):
        await sign(bureau)
    bureau.lost = ""
    kept = dict(bureau.files.kept)
    done = await sign(bureau, now=NOW + timedelta(hours=3))
    assert done.letter.serial == 1
    assert done.letter.given_at == NOW.replace(microsecond=0)
    assert bureau.files.kept == kept and list(kept) == [done.letter.signed]
    assert bureau.sent[0] == bureau.sent[1]
    assert [entry.event.kind for entry in bureau.play.entries].count("document_signed") == 1


async def test_a_letter_is_signed_once(bureau: Bureau) -> None:
    """A second signature is refused with number and day, the same person's and another's; nothing was sent."""
    await sign(bureau)
    for letter in (bureau.letter(), bureau.letter(actor=bureau.manager, office="Ketua Tim")):
        with pytest.raises(errors.SignedAlready, match=r"2019-05-20.*B\.1/DJAI"):
            await sign(bureau, letter)
    assert len(bureau.sent) == 1


async def test_what_the_rules_refuse_takes_no_number(bureau: Bureau) -> None:
    """Neither a stranger, nor a document that is not there, nor somebody without certificate or office."""
    cases = [
        (bureau.letter(actor=Actor(person="orang-lain", role=Role.DIRECTOR)), errors.NotAMember),
        (bureau.letter(key="ladder-letter.99"), errors.DocumentUnknown),
        (bureau.letter(actor=bureau.manager), OfficeMissing),
        (bureau.letter(actor=bureau.manager, office="a.n. Direktur, Ketua Tim"), SignerUnknown),
        (bureau.letter(journey="journey-2019-kab-antah"), JourneyUnknown),
    ]
    for letter, refusal in cases:
        with pytest.raises(refusal):
            await sign(bureau, letter)
    assert (bureau.sent, bureau.files.kept) == ([], {})
    assert await LetterNumbers(bureau.pool).of(bureau.play.journey.id, bureau.letter().key) is None
    assert (await sign(bureau, bureau.letter(number=116, office="Plt. Direktur"))).letter.serial == 116


async def test_a_journey_that_takes_no_acts_any_more_takes_no_signature(pool: asyncpg.Pool, tmp_path: Path) -> None:
    """Its workflow has ended, so that the journal could not name the letter."""
    gone = at(Task.PASS_GATES, variant="documented", then=one_after_another(delivering, withdrawing))()
    bureau = Bureau(pool, tmp_path, gone)
    await bureau.record()
    with pytest.raises(JourneyUnknown):
        await sign(bureau, now=NOW + timedelta(days=365))
    assert bureau.sent == []


async def test_a_letter_is_of_the_day_that_it_is_in_jakarta(pool: asyncpg.Pool, tmp_path: Path) -> None:
    """Signed at 22.30 on new year's eve for a region where the new year has come, it is one of the old year."""
    papua = RegionOfJourney(id="kab-jayapura", name="Kabupaten Jayapura", code="91.03", zone=TimeZone.WIT)
    play = Play(start(policy=documented_policy(), region=papua)).until(Task.PASS_GATES)
    delivering(play)
    bureau = Bureau(pool, tmp_path, play)
    await bureau.record()
    await People(pool).save([PersonRecord(id="director", name="Direktur (contoh)", sample=True)])
    done = await sign(bureau, now=datetime(2019, 12, 31, 15, 30, tzinfo=UTC))
    assert (done.letter.number, done.letter.year) == ("B.1/DJAI/AI.01.05/12/2019", 2019)
    text = PdfReader(io.BytesIO(bureau.files.kept[done.letter.signed])).pages[0].extract_text()
    assert "Jakarta, 31 Desember 2019" in " ".join(text.split())
