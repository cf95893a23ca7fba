"""A door without workflows onto journeys that are far along: what was judged can be read as it is recorded."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from pydantic import SecretStr

from api.services import open_services
from domain import facts, messages
from domain.messages import StartJourney
from domain.values import Answer, ChapterName, Comment, Document, Signatory
from domain.vocabulary import HeadCapacity, Outcome, Role, Verdict
from records.contents import Contents
from records.journal import Records
from tests.api.office import Office
from tests.http.door import Door, serving
from tests.records.sample import SCAN, Walk, start
from workers.settings import Settings

AGENCY, AGENT, OTHER_AGENT = "kemendagri", "wakil-kemendagri", "wakil-bappenas"
REVISED = ChapterName(book="buku-2", chapter="bab-2")
PICTURE = b"\x89PNG\r\n\x1a\nsebuah gambar"
PICTURE_HASH = hashlib.sha256(PICTURE).hexdigest()
SUMMARY = ChapterName(book="buku-3", chapter="ringkasan")
BYTES = {name: f"%PDF-1.7 {name}".encode() for name in ("pertama", "konsep", "kedua")}
FIRST, DRAFT, SECOND = (
    Document(sha256=hashlib.sha256(content).hexdigest(), size=len(content), title=f"Buku 3 {name}.pdf")
    for name, content in BYTES.items()
)
"""Files of the third book: as it was submitted first, as nobody submitted it, and as it was submitted then."""
PARAGRAPHS = "Kota ini cerdas.\n\nSasaran belum terukur.\n", "Kota ini cerdas.\n\nSasaran sudah terukur dan jelas.\n"
"""The text of a chapter in its first two versions."""


def text_of(name: ChapterName, version: int) -> str:
    """What a version of a chapter says; the one that is revised also shows a picture."""
    picture = f"\n![Peta](sha256:{PICTURE_HASH})\n" if name == REVISED else ""
    return f"# {name}\n\n{PARAGRAPHS[min(version, 2) - 1]}{picture}"


class JudgedWalk(Walk):
    """A walk whose chapters have texts that can be stored."""

    def save(self, name: ChapterName) -> facts.ChapterFacts:
        """A next version of a chapter, named by the hash of its text."""
        state = self.journey.chapter(name)
        version = state.version if state else 0
        content = text_of(name, version + 1).encode()
        text = Document(sha256=hashlib.sha256(content).hexdigest(), size=len(content), title=str(name))
        return facts.ChapterFacts(name=name, document=text, based_on=version)

    def upload(self, file: Document) -> None:
        """Upload the third book, with the next version of its only chapter."""
        upload = messages.UploadBook(book="buku-3", file=file, found=(("ringkasan", self.save(SUMMARY).document),))
        self.send("coordinator", Role.COORDINATOR, upload)

    def endorse(self, outcome: Outcome) -> None:
        """Have the agency of the ministry answer."""
        deed = messages.Endorse(step="kementerian-mitra", agency=AGENCY, outcome=outcome, notes="Selaras.")
        self.send(AGENT, Role.AGENCY, deed)


def beginning(region: str, name: str, code: str) -> StartJourney:
    """A start whose policy asks partner agencies before the owner."""
    given = start(region, name, code)
    approvals = tuple(step.model_copy(update={"enabled": True}) for step in given.policy.approvals)
    return given.model_copy(update={"policy": given.policy.model_copy(update={"approvals": approvals})})


def walked(region: str, name: str, code: str, *, answered: bool) -> JudgedWalk:
    """A journey in its approval, with two rounds of review behind it; its agencies are asked."""
    walk = JudgedWalk(start=beginning(region, name, code))
    walk.kick_off()
    for person, agency in ((AGENT, AGENCY), (OTHER_AGENT, "bappenas")):
        member = messages.AppointMember(person=person, role=Role.AGENCY, agency=agency)
        walk.send("pm", Role.PROGRAMME_MANAGER, member)
    for session in walk.journey.policy.sessions:
        walk.propose(session.number)
        walk.hold(session.number)
    walk.write_books()
    walk.upload(FIRST)
    walk.send("coordinator", Role.COORDINATOR, messages.Submit())
    comment = Comment(id="t-1", chapter=REVISED, text="Sasaran belum terukur.")
    walk.verdict(1, Verdict.REVISE, (comment,))
    walk.upload(DRAFT)
    walk.upload(SECOND)
    saves = (walk.save(REVISED),)
    answers = messages.AnswerComments(answers=(Answer(comment="t-1", text="Sudah diukur."),), saves=saves)
    walk.send("coordinator", Role.COORDINATOR, answers)
    walk.send("coordinator", Role.COORDINATOR, messages.Submit())
    walk.verdict(2, Verdict.ACCEPT, ())
    approvals(walk)
    if answered:
        walk.endorse(Outcome.YES_WITH_NOTES)
    return walk


def approvals(walk: Walk) -> None:
    """What comes before the agencies: the komitmen and the examination."""
    signed = messages.RecordCommitment(
        signed_on=walk.now.date(),
        head="head",
        capacity=HeadCapacity.DEFINITIF,
        signatories=(Signatory(person="head", office="Bupati"),),
        scan=SCAN,
    )
    walk.send("coordinator", Role.COORDINATOR, signed)
    slot = walk.now.replace(hour=2) + (walk.start.calendar.after(walk.now.date(), 3) - walk.now.date())
    walk.send("pm", Role.PROGRAMME_MANAGER, messages.ScheduleExamination(slot=slot, examiners=("examiner",)))
    walk.send("coordinator", Role.COORDINATOR, messages.PreparePresentation(slides=SCAN))
    walk.wait((slot.date() - walk.now.date()).days + 1)
    examined = messages.RecordExamination(
        outcome=Outcome.YES, score_sheet=SCAN, scores=walk.journey.rounds[-1].verdicts[0].scores
    )
    walk.send("examiner", Role.EXAMINER, examined)


@contextlib.asynccontextmanager
async def judged_door(dsn: str, folder: Path) -> AsyncIterator[Door]:
    """A door onto two journeys in their approval, the first answered by its agency; nobody does acts there."""
    settings = Settings(
        data_dir=folder,
        postgres_dsn=SecretStr(dsn),
        temporal_address="127.0.0.1:1",
        secret=SecretStr("rahasia-untuk-pengujian-" * 2),
    )
    async with open_services(settings) as services:
        records, contents = Records(services.pool), Contents(services.pool)
        for region, name, code, answered in (
            ("kab-sleman", "Kabupaten Sleman", "34.04", True),
            ("kab-bantul", "Kabupaten Bantul", "34.02", False),
        ):
            walk = walked(region, name, code, answered=answered)
            for batch in walk.batches:
                await records.record(batch)
            for chapter in walk.journey.chapters:
                for version in range(1, chapter.version + 1):
                    await contents.put(text_of(chapter.name, version).encode(), "text/markdown; charset=utf-8")
        for content in (PICTURE, *BYTES.values()):
            await services.files.put(content, "application/octet-stream")
        async with serving(services) as address:
            yield Door(Office(folder), services, address)
