"""Decisions about what is published, as tables: uploads, new editions, withdrawal, checks of the quick wins."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import errors, facts, messages
from domain.calendar import local_date
from domain.decisions.record import correctable
from domain.model import Journey
from domain.vocabulary import QuickWinOutcome, Role, Stage, Status, Task
from tests.domain.builders import (
    behalf,
    chapter,
    check,
    comment,
    document,
    documented_policy,
    quick_wins,
    save,
    start,
    upload,
    verdict,
)
from tests.domain.cases import Leads, Refused, at, one_after_another
from tests.domain.cast import Play
from tests.domain.test_decisions_record import contesting, correcting, withdrawing


def saving(play: Play, text: str = "bab satu yang baru") -> None:
    """The OPD contributor saves a chapter."""
    play.do(messages.SaveChapters(saves=(save(play.journey, chapter(), text),)), Role.OPD_CONTRIBUTOR)


def saving_wins(play: Play, *names: str) -> None:
    """The coordinator saves other quick wins: those of the sample, with these names."""
    wins = tuple(
        win.model_copy(update={"name": name}) for win, name in zip(quick_wins().quick_wins, names, strict=True)
    )
    play.do(messages.SavePlan(quick_wins=facts.QuickWinsFacts(quick_wins=wins)), Role.COORDINATOR)


def uploading(play: Play, book: str = "buku-1", role: Role = Role.BAPPEDA, text: str = "unggahan") -> None:
    """Somebody uploads a book."""
    play.do(upload(play.journey, book, text), role)


def uploading_twice_the_same(play: Play) -> None:
    """A book in which one chapter was found twice."""
    found = (("bab-1", document("a")), ("bab-1", document("b")))
    play.do(messages.UploadBook(book="buku-1", file=document("x.docx"), found=found), Role.COORDINATOR)


def uploading_an_unknown_chapter(play: Play) -> None:
    """A book in which a chapter was found that the policy does not have."""
    found = (("bab-99", document("a")),)
    play.do(messages.UploadBook(book="buku-1", file=document("x.docx"), found=found), Role.COORDINATOR)


def publishing(play: Play) -> None:
    """The coordinator publishes an edition."""
    play.do(messages.PublishEdition(changes="Bab 1 diperbarui."), Role.COORDINATOR)


def taking_back(play: Play) -> None:
    """The director withdraws the publication."""
    play.do(messages.WithdrawPublication(reason="Data anggaran salah."), Role.DIRECTOR)


def checking(
    play: Play, name: str = "quick-wins-6", days: int = 0, outcome: QuickWinOutcome = QuickWinOutcome.ACHIEVED
) -> None:
    """The Bappeda checks every quick win."""
    play.do(check(play.journey, name, play.today + timedelta(days=days), outcome), Role.BAPPEDA)


def checking_others(play: Play, *names: str) -> None:
    """The Bappeda checks quick wins of other names."""
    right = check(play.journey, "quick-wins-6", play.today)
    results = tuple(r.model_copy(update={"name": n}) for r, n in zip(right.results, names, strict=False))
    play.do(right.model_copy(update={"results": results}), Role.BAPPEDA)


def meeting(play: Play) -> None:
    """The Bappeda says that the check was done, and no more."""
    act = messages.MeetObligation(obligation="quick-wins-6", met_on=play.today, evidence=document("laporan"))
    play.do(act, Role.BAPPEDA)


waiting = at(Task.PUBLISH, variant="documented")
published = at(variant="documented")
plain = at()
rewritten = at(variant="documented", then=saving)
under_way = at(variant="documented", then=one_after_another(saving, publishing))
taken_back = at(variant="documented", then=taking_back)
drafting = at(Task.PROPOSE_SESSION)

REFUSED = {
    "a book the policy does not have": Refused(
        drafting, lambda p: uploading(p, "buku-9"), errors.BookUnknown, "buku-1, buku-2, buku-3"
    ),
    "a book with an unknown chapter": Refused(
        drafting, uploading_an_unknown_chapter, errors.ChapterUnknown, "buku-1/bab-1"
    ),
    "a book in which a chapter is twice": Refused(drafting, uploading_twice_the_same, errors.NameTwice, "buku-1/bab-1"),
    "a book while mentors have them": Refused(at(Task.GIVE_VERDICTS), uploading, errors.BooksUnderReview),
    "a book while the books are made": Refused(waiting, uploading, errors.BooksUnderReview),
    "a book from an OPD": Refused(
        drafting, lambda p: uploading(p, role=Role.OPD_CONTRIBUTOR), errors.RoleNotAllowed, "opd_contributor"
    ),
    "a book of a region that left": Refused(
        at(Task.PROPOSE_SESSION, then=withdrawing), uploading, errors.JourneyOver, "withdrawn"
    ),
    "a chapter of a region that left": Refused(
        at(Task.PROPOSE_SESSION, then=withdrawing), saving, errors.JourneyOver, "withdrawn"
    ),
    "an edition before the publication": Refused(waiting, publishing, errors.NotPublishedYet),
    "an edition in the drafting": Refused(drafting, publishing, errors.WrongStage, "publication"),
    "an edition of a region that left": Refused(
        at(Task.PUBLISH, variant="documented", then=withdrawing), publishing, errors.NotPublishedYet
    ),
    "an edition without anything new": Refused(published, publishing, errors.NothingNew),
    "an edition that is again as it was": Refused(
        at(variant="documented", then=lambda p: saving_wins(p, *(win.name for win in p.journey.quick_wins))),
        publishing,
        errors.NothingNew,
    ),
    "an edition with too few quick wins": Refused(
        at(
            variant="documented",
            then=lambda p: p.do(
                messages.SavePlan(quick_wins=facts.QuickWinsFacts(quick_wins=quick_wins().quick_wins[:2])),
                Role.COORDINATOR,
            ),
        ),
        publishing,
        errors.SubmissionIncomplete,
        "1 more quick wins",
    ),
    "an edition while another is made": Refused(under_way, publishing, errors.EditionUnderWay, "Edition 2"),
    "a chapter while an edition is made": Refused(under_way, saving, errors.EditionUnderWay, "Edition 2"),
    "a book while an edition is made": Refused(under_way, uploading, errors.EditionUnderWay, "Edition 2"),
    "a plan while an edition is made": Refused(
        under_way, lambda p: saving_wins(p, "a", "b", "c"), errors.EditionUnderWay, "Edition 2"
    ),
    "a withdrawal before the publication": Refused(waiting, taking_back, errors.NotPublishedYet),
    "a second withdrawal": Refused(taken_back, taking_back, errors.PublicationWithdrawnAlready),
    "an edition after the withdrawal": Refused(taken_back, publishing, errors.PublicationWithdrawnAlready),
    "a chapter after the withdrawal": Refused(taken_back, saving, errors.PublicationWithdrawnAlready),
    "a book after the withdrawal": Refused(taken_back, uploading, errors.PublicationWithdrawnAlready),
    "a plan after the withdrawal": Refused(
        taken_back, lambda p: saving_wins(p, "a", "b", "c"), errors.PublicationWithdrawnAlready
    ),
    "a check after the withdrawal": Refused(taken_back, checking, errors.PublicationWithdrawnAlready),
    "a withdrawal recorded for the director": Refused(
        published,
        lambda p: p.do(
            messages.WithdrawPublication(reason="Surat direktur."),
            Role.PROGRAMME_MANAGER,
            on_behalf=behalf(Role.DIRECTOR, p.today),
        ),
        errors.BehalfNotAllowed,
    ),
    "a check before the publication": Refused(waiting, checking, errors.NotPublishedYet),
    "a check that nothing asks for": Refused(
        published, lambda p: checking(p, "rpjmd"), errors.ObligationUnknown, "quick-wins-6, quick-wins-12"
    ),
    "a check where the policy asks for none": Refused(plain, checking, errors.ObligationUnknown, "none"),
    "a check done twice": Refused(
        at(variant="documented", then=checking), checking, errors.ObligationSettled, "quick-wins-6"
    ),
    "a check that leaves a quick win out": Refused(
        published,
        lambda p: checking_others(p, "Quick win governance", "Quick win branding"),
        errors.QuickWinsDiffer,
        "Quick win economy",
    ),
    "a check of another quick win": Refused(
        published,
        lambda p: checking_others(p, "Quick win governance", "Quick win branding", "Taman"),
        errors.QuickWinsDiffer,
        "Quick win economy, Taman",
    ),
    "a check of a quick win twice": Refused(
        published,
        lambda p: checking_others(p, "Quick win governance", "Quick win governance"),
        errors.NameTwice,
        "Quick win governance",
    ),
    "a check of quick wins that are only written": Refused(
        at(variant="documented", then=lambda p: saving_wins(p, "a", "b", "c")),
        lambda p: checking_others(p, "a", "b", "c"),
        errors.QuickWinsDiffer,
        "Quick win economy",
    ),
    "a check from tomorrow": Refused(published, lambda p: checking(p, days=1), errors.HappenedInTheFuture),
    "a check from before the publication": Refused(published, lambda p: checking(p, days=-1), errors.HappenedTooEarly),
    "a check as a plain obligation": Refused(published, meeting, errors.QuickWinsNeedCheck, "check_quick_wins"),
    "a correction of a check": Refused(
        at(variant="documented", then=checking),
        lambda p: correcting(
            p,
            p.journey.quick_win_checks[0].seq,
            messages.MeetObligation(obligation="quick-wins-6", met_on=p.today, evidence=document("laporan")),
        ),
        errors.NothingToCorrect,
    ),
}

ALLOWED = {
    "a book is uploaded in the drafting": Leads(
        drafting, uploading, (*["chapter_saved"] * 6, "book_uploaded"), Task.PROPOSE_SESSION
    ),
    "a book is uploaded while the region revises": Leads(
        at(
            Task.GIVE_VERDICTS,
            then=lambda p: p.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR),
        ),
        uploading,
        (*["chapter_saved"] * 6, "book_uploaded"),
        Task.REVISE,
    ),
    "a book is uploaded for a new edition": Leads(
        published, uploading, (*["chapter_saved"] * 6, "book_uploaded"), Task.NOTHING
    ),
    "a chapter is saved for a new edition": Leads(published, saving, ("chapter_saved",), Task.NOTHING),
    "the plan is saved for a new edition": Leads(
        published, lambda p: saving_wins(p, "a", "b", "c"), ("quick_wins_saved",), Task.NOTHING
    ),
    "an edition waits for its books": Leads(rewritten, publishing, ("edition_frozen",), Task.NOTHING),
    "an edition without documents is there at once": Leads(
        at(then=saving), publishing, ("edition_frozen", "edition_published"), Task.NOTHING
    ),
    "a file with the same text is a new edition": Leads(
        at(
            then=one_after_another(
                uploading, publishing, lambda p: p.do(_only_another_file(p.journey), Role.COORDINATOR)
            )
        ),
        publishing,
        ("edition_frozen", "edition_published"),
    ),
    "a publication is withdrawn": Leads(published, taking_back, ("publication_withdrawn",), Task.NOTHING),
    "a publication without documents is withdrawn": Leads(plain, taking_back, ("publication_withdrawn",), Task.NOTHING),
    "the quick wins are checked": Leads(published, checking, ("quick_wins_checked",), Task.NOTHING),
    "a check is recorded for the chair": Leads(
        published,
        lambda p: p.do(
            check(p.journey, "quick-wins-6", p.today), Role.COORDINATOR, on_behalf=behalf(Role.TEAM_CHAIR, p.today)
        ),
        ("quick_wins_checked",),
        Task.NOTHING,
    ),
    "the last check before the first": Leads(
        published, lambda p: checking(p, "quick-wins-12"), ("quick_wins_checked",), Task.NOTHING
    ),
}


def _only_another_file(state: Journey) -> messages.UploadBook:
    """The book once more, as a file of other bytes in which the same text is found."""
    return upload(state).model_copy(update={"file": document("buku-1 dengan gambar baru.docx")})


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


@pytest.mark.parametrize("name", ALLOWED)
def test_leads_to(name: str) -> None:
    """Each act of the table leads to its events and passes the turn on."""
    ALLOWED[name].check()


def test_the_day_of_a_withdrawal_is_the_regions() -> None:
    """Withdrawn late in the evening of London, it was withdrawn on the next day in Sleman, and so it is told."""
    play = published()
    play.now = datetime(2019, 12, 2, 20, 0, tzinfo=UTC)
    taking_back(play)
    with pytest.raises(errors.PublicationWithdrawnAlready, match="2019-12-03"):
        publishing(play)


def test_an_upload_is_the_official_file_until_a_chapter_is_another() -> None:
    """The file counts with exactly the versions found in it; one chapter saved later, and it does no more."""
    play = drafting()
    uploading(play)
    first = play.journey.uploads[-1]
    found = dict(first.versions)
    assert first.file == document("buku-1 unggahan.docx")
    assert play.journey.upload_of("buku-1", found) == first
    assert play.journey.upload_of("buku-2", found) is None
    saving(play)
    later = {**found, "bab-1": found["bab-1"] + 1}
    assert play.journey.upload_of("buku-1", later) is None
    assert play.journey.upload_of("buku-1", found) == first


def test_an_upload_takes_the_place_of_what_was_written() -> None:
    """Whatever versions there were, the next ones are those of the file; nobody has to name what it is based on."""
    play = drafting()
    saving(play)
    saving(play, "sekali lagi")
    uploading(play)
    versions = dict(play.journey.uploads[-1].versions)
    assert versions == {"bab-1": 3, "bab-2": 1, "bab-3": 1, "bab-4": 1, "bab-5": 1, "bab-6": 1}
    state = play.journey.chapter(chapter())
    assert state is not None
    assert state.versions[-1] == document("buku-1 bab-1 unggahan")


def test_the_file_of_a_book_is_part_of_what_is_hashed() -> None:
    """Two submissions of the same text, one of it from a file, are not the same."""
    hashes = []
    for file in ("a.docx", "b.docx", None):
        play = at(Task.SUBMIT)()
        if file is not None:
            play.do(upload(play.journey).model_copy(update={"file": document(file)}), Role.COORDINATOR)
        else:
            texts = upload(play.journey).found
            saves = tuple(save(play.journey, chapter(key=key), doc.title) for key, doc in texts)
            play.do(messages.SaveChapters(saves=saves), Role.COORDINATOR)
        play.until(Task.GIVE_VERDICTS)
        hashes.append(play.journey.submissions[-1].sha256)
    assert len(set(hashes)) == 3


def test_a_check_can_be_contested_and_is_no_fact_to_correct() -> None:
    """The chair contests a check in his name; among the facts that can be corrected it is not."""
    play = published()
    act = check(play.journey, "quick-wins-6", play.today)
    play.do(act, Role.COORDINATOR, on_behalf=behalf(Role.TEAM_CHAIR, play.today))
    assert not any("quick-wins" in about for about in correctable(play.journey).values())
    contesting(play, "quick_wins_checked")
    assert [contest.seq for contest in play.journey.contests] == [play.journey.quick_win_checks[0].seq]


def test_a_journey_taken_over_publishes_without_books_of_the_system() -> None:
    """No documents are made for it, so that it waits for none."""
    whole = messages.Imported(
        status=Status.OPEN, stage=Stage.MENTOR_REVIEW, opened_at=start().opens_at, evidence="Surat B.116."
    )
    play = Play(start(policy=documented_policy(), imported=whole), now=datetime(2019, 8, 1, 2, 0, tzinfo=UTC))
    play.until()
    assert play.journey.status is Status.PUBLISHED
    assert play.orders() == ()
    saving(play)
    publishing(play)
    assert [edition.number for edition in play.journey.editions if edition.at] == [2]


def test_who_takes_office_while_the_books_are_made_has_nothing_to_choose() -> None:
    """The books are frozen: a new regional head can withdraw the region, but has no work left to revise."""
    play = waiting()
    old = play.journey.holders(Role.REGIONAL_HEAD)[0]
    act = messages.ReplaceMember(role=Role.REGIONAL_HEAD, outgoing=old, incoming="bupati-baru", reason="Pilkada.")
    play.do(act, Role.PROGRAMME_MANAGER)
    assert not play.journey.head_must_choose
    with pytest.raises(errors.NothingToChoose):
        play.do(messages.ChooseAsNewHead(choice=facts.HeadChoice.REVISE, reason="x"), Role.REGIONAL_HEAD)
    play.note(*play.books_to_make())
    assert play.journey.status is Status.PUBLISHED


def test_a_region_that_leaves_while_its_books_are_made_publishes_nothing() -> None:
    """The books come all the same, and are noted; nothing is published."""
    play = waiting()
    withdrawing(play)
    entries = play.note(*play.books_to_make())
    assert [entry.event.kind for entry in entries] == ["documents_made"]
    assert play.journey.status is Status.WITHDRAWN
    assert play.journey.publication is not None
    assert play.journey.publication.at is None


def test_a_check_says_the_day_it_was_done() -> None:
    """The obligation is met on the day of the check, with its evidence."""
    play = published()
    day = local_date(play.now, play.journey.region.zone)
    act = check(play.journey, "quick-wins-6", day).model_copy(update={"evidence": document("laporan")})
    play.wait(days=20)
    play.do(act, Role.BAPPEDA)
    state = play.journey.obligation("quick-wins-6")
    assert (state.met_on, state.evidence, state.seq) == (day, document("laporan"), play.journey.seq)
    assert day < date(2020, 1, 1)
