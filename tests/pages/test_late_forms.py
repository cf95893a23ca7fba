"""Forms that are sent late: what was written is not lost, and fellow mentors' verdicts stay hidden until one's own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.desk import Answer, Desk, Refused
from api.fellow_verdicts import hides_fellows, rounds_shown
from api.pages.answers import sources_of
from api.pages.refusals import refusal_text
from domain.messages import Command, GiveVerdict, Receipt
from domain.vocabulary import Stage, Status
from domain.words.phrase import Language
from records.drafts import Drafts
from records.writing import StoredFiles
from tests.conftest import fresh_database
from tests.http.door import Door
from tests.http.judged import AGENT, PICTURE_HASH, judged_door, walked
from workers.local.postgres import LocalPostgres

JOURNEY = "journey-2019-kab-sleman"
REFUSED = Refused("RoundNotOpen", "Round 1 is not open.", {"round": "1", "current": "2"})
RECEIPT = Receipt(
    journey=JOURNEY,
    command="c",
    first_seq=1,
    last_seq=1,
    kinds=("verdict_given",),
    stage=Stage.MENTOR_REVIEW,
    status=Status.OPEN,
    turn="-",
)
TEXT = "Sasaran ketiga tetap belum terukur."


@pytest.fixture(scope="module")
async def judged(local_postgres: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A door onto journeys in their approval."""
    async with (
        fresh_database(local_postgres) as dsn,
        judged_door(dsn, Path(tmp_path_factory.mktemp("late"))) as door,
    ):
        yield door


def _before(kind: str) -> str:
    """The entry after which a form was shown that was first sent in an entry of this kind."""
    entries = walked("kab-sleman", "Kabupaten Sleman", "34.04", answered=True).entries
    return str(next(entry.seq for entry in entries if entry.event.kind == kind) - 1)


async def _send_verdict(door: Door, **fields: str) -> tuple[int, str]:
    written = {
        "seq": _before("verdict_given"),
        "verdict": "revise",
        **{f"scores.{number}.score": "4" for number in range(6)},
        "comments.0.chapter": "buku-2/bab-2",
        "comments.0.text": TEXT,
    }
    async with door.person("mentor") as mentor:
        address = f"{door.address}/journeys/{JOURNEY}/review/give_verdict.1"
        answer = await mentor.post(address, data={**written, **fields})
    return answer.status_code, answer.text


async def test_a_verdict_after_the_end_of_its_round_is_refused_and_not_lost(
    judged: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form comes back with the refusal in words and with what was written, which is a draft too."""
    sent: list[Command] = []

    async def refuse(_desk: Desk, _journey: str, command: Command) -> Answer:
        sent.append(command)
        raise REFUSED

    monkeypatch.setattr(Desk, "send", refuse)
    status, page = await _send_verdict(judged)
    assert [type(command.act) for command in sent] == [GiveVerdict]
    assert status == 409
    assert TEXT in page
    assert refusal_text(REFUSED, Language.ID) in page
    draft = await Drafts(judged.services.pool).of(JOURNEY, "mentor", "give_verdict.1")
    assert draft.fields["comments.0.text"] == TEXT


async def test_a_draft_of_a_form_that_is_closed_comes_back(judged: Door) -> None:
    """Saving says that the form no longer waits, and shows what was written."""
    draft = await Drafts(judged.services.pool).of(JOURNEY, "mentor", "give_verdict.1")
    status, page = await _send_verdict(judged, do="save", draft=str(draft.version))
    assert (status, TEXT in page, "tidak lagi menunggu" in page) == (409, True, True)


async def test_a_verdict_that_was_given_already_is_sent_again_as_the_same(
    judged: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an unknown outcome the same form makes the same command, and its draft goes."""
    sent: list[str] = []

    async def take(_desk: Desk, _journey: str, command: Command) -> Answer:
        sent.append(command.id)
        return Answer(RECEIPT, recorded=False)

    monkeypatch.setattr(Desk, "send", take)
    statuses = [(await _send_verdict(judged))[0] for _ in range(2)]
    assert statuses == [303, 303]
    assert len(sent) == 2 and len(set(sent)) == 1
    assert (await Drafts(judged.services.pool).of(JOURNEY, "mentor", "give_verdict.1")).version == 0


@pytest.mark.parametrize(
    ("person", "path", "since", "fields"),
    [
        (
            "mentor",
            "review/comment_hand_in.1",
            "hand_in_commented",
            {"comments.0.chapter": "buku-1/bab-1", "comments.0.text": TEXT},
        ),
        (
            AGENT,
            "approval/endorse.kementerian-mitra.kemendagri",
            "endorsed",
            {"outcome": "yes_with_notes", "notes": TEXT},
        ),
    ],
    ids=["comments on a hand-in", "an agency's answer"],
)
async def test_other_forms_come_back_too(
    judged: Door, monkeypatch: pytest.MonkeyPatch, person: str, path: str, since: str, fields: dict[str, str]
) -> None:
    """Comments on a hand-in that are complete, and an answer that was given, come back as they were written."""

    async def refuse(_desk: Desk, _journey: str, _command: Command) -> Answer:
        raise REFUSED

    monkeypatch.setattr(Desk, "send", refuse)
    async with judged.person(person) as client:
        answer = await client.post(
            f"{judged.address}/journeys/{JOURNEY}/{path}", data={"seq": _before(since), **fields}
        )
    assert (answer.status_code, TEXT in answer.text) == (409, True)
    assert refusal_text(REFUSED, Language.ID) in answer.text


async def test_answers_that_come_too_late_are_shown_to_be_copied(judged: Door) -> None:
    """The books were submitted meanwhile: the page says so and gives back what was written, to be read only."""
    async with judged.person("coordinator") as coordinator:
        answer = await coordinator.post(
            f"{judged.address}/journeys/{JOURNEY}/answers", data={"answer-t-1": TEXT, "seen-t-1": "", "seq": "1"}
        )
        saved = await coordinator.post(
            f"{judged.address}/journeys/{JOURNEY}/answers", data={"answer-t-1": "Sudah diukur.", "seen-t-1": ""}
        )
    assert answer.status_code == 409
    assert "tidak menunggu jawaban lagi" in answer.text
    assert f'readonly aria-describedby="unsent-1-said">\n{TEXT}</textarea>' in answer.text
    assert "unsent-1" not in saved.text


async def test_a_comment_on_a_chapter_that_comes_too_late_is_shown_to_be_copied(judged: Door) -> None:
    """The round ended while it was written: the page says so and gives back the comment with what it quotes."""
    async with judged.person("mentor") as mentor:
        answer = await mentor.post(
            f"{judged.address}/journeys/{JOURNEY}/review/chapters/submission-2/buku-2/bab-2",
            data={"quote": "Sasaran sudah terukur dan jelas.", "text": TEXT, "at": "1"},
        )
    assert answer.status_code == 409
    assert "Catatan Anda belum masuk" in answer.text
    assert re.search(rf"<textarea[^>]* readonly[^>]*>\s*{TEXT}</textarea>", answer.text)
    assert "<blockquote>Sasaran sudah terukur dan jelas.</blockquote>" in answer.text


ENDORSING = "endorse.kementerian-mitra.kemendagri"


async def test_a_draft_names_its_file_without_reading_it_each_time(judged: Door) -> None:
    """While somebody writes, what was chosen before stays named; whether it is there is looked at when it is sent."""
    journey, kept = "journey-2019-kab-bantul", f"{'a' * 64}:Lembar nilai.pdf"
    async with judged.person(AGENT) as agent:
        saved = await agent.post(
            f"{judged.address}/journeys/{journey}/drafts/{ENDORSING}", data={"sheet.file.kept": kept, "draft": "0"}
        )
    draft = await Drafts(judged.services.pool).of(journey, AGENT, ENDORSING)
    assert (saved.status_code, draft.fields) == (200, {"sheet.file": "Lembar nilai.pdf", "sheet.file.kept": kept})


async def test_a_file_that_somebody_else_stored_is_not_taken_by_its_hash(judged: Door) -> None:
    """A form that names a stored file has it only where its sender stored it himself."""
    journey, kept = "journey-2019-kab-bantul", f"{PICTURE_HASH}:Peta.png"

    async def save() -> dict[str, str]:
        version = (await Drafts(judged.services.pool).of(journey, AGENT, ENDORSING)).version
        fields = {"do": "save", "notes": "Selaras.", "map.file.kept": kept, "draft": str(version)}
        async with judged.person(AGENT) as agent:
            address = f"{judged.address}/journeys/{journey}/approval/{ENDORSING}"
            assert (await agent.post(address, data=fields)).status_code == 303
        return (await Drafts(judged.services.pool).of(journey, AGENT, ENDORSING)).fields

    assert await save() == {"notes": "Selaras."}
    await StoredFiles(judged.services.pool).note(AGENT, PICTURE_HASH)
    assert (await save())["map.file.kept"] == kept


def test_a_mentor_sees_his_fellows_verdicts_after_his_own() -> None:
    """While he has not judged in the open round he is shown no verdict of it; others are, and earlier rounds stay."""
    state = walked("kab-sleman", "Kabupaten Sleman", "34.04", answered=False).journey
    first, second = state.rounds
    accepted = second.verdicts[0]
    comment = first.verdicts[0].comments[0].model_copy(update={"id": "t-2"})
    fellow = accepted.model_copy(update={"mentor": "fellow", "comments": (comment,)})
    under_review = second.model_copy(update={"accepted": None, "verdicts": (fellow,)})
    state = state.model_copy(update={"rounds": (first, under_review)})
    assert hides_fellows(state, {"mentor"})
    assert [len(one.verdicts) for one in rounds_shown(state, {"mentor"})] == [1, 0]
    assert "round-2" not in sources_of(state, (), rounds_shown(state, {"mentor"}))
    assert rounds_shown(state, {"coordinator"}) == state.rounds
    assert "round-2" in sources_of(state, (), state.rounds)
    assert hides_fellows(state, {"substitute", "mentor"}), "nor is whoever stands in for him"
    judged = under_review.model_copy(update={"verdicts": (fellow, accepted)})
    state = state.model_copy(update={"rounds": (first, judged)})
    assert rounds_shown(state, {"mentor"}) == state.rounds
