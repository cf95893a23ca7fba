"""New editions of a published plan, its withdrawal, and what the catalogue says before and after."""

from __future__ import annotations

from domain import facts, messages
from domain.journey import Finish, Wait, next_step
from domain.projection import Row, project
from domain.vocabulary import DocumentKind, Pillar, Role, Task
from tests.domain.builders import (
    action_plan,
    adoption,
    chapter,
    documented_policy,
    quick_wins,
    save,
    shipped_policy,
    start,
    upload,
)
from tests.domain.cases import at
from tests.domain.cast import Play

K = DocumentKind
BOOKS = ("buku-1", "buku-2", "buku-3")
waiting = at(Task.PUBLISH, variant="documented")
published = at(variant="documented")


def catalogue(play: Play) -> Row | None:
    """The catalogue's row of the journey."""
    return next(iter(project(play.journey)["catalogue"]), None)


def new_edition(play: Play, text: str = "edisi kedua") -> None:
    """The coordinator saves a chapter and publishes an edition."""
    play.do(messages.SaveChapters(saves=(save(play.journey, chapter(), text),)), Role.COORDINATOR)
    play.do(messages.PublishEdition(changes=f"Bab 1: {text}."), Role.COORDINATOR)


def take_back(play: Play) -> None:
    """The director withdraws the publication."""
    play.do(messages.WithdrawPublication(reason="Data anggaran salah."), Role.DIRECTOR)


def test_an_edition_waits_for_its_own_books() -> None:
    """The books of the plan are not those of the edition; it is published with the last of its own."""
    play = published()
    certificates = [order for order in play.orders() if order.kind is K.CERTIFICATE]
    new_edition(play)
    books = play.books_to_make()
    assert [book.about for book in books] == list(BOOKS)
    play.note(*certificates)
    for book in books[:-1]:
        play.note(book)
        assert play.journey.edition_under_way is not None
    kinds = [entry.event.kind for entry in play.note(books[-1])]
    assert kinds == ["documents_made", "edition_published"]
    assert play.journey.edition_under_way is None
    assert [order for order in play.orders() if order.kind is K.CERTIFICATE] == certificates


def test_a_journey_waits_for_an_edition_however_long_it_takes() -> None:
    """A journey with an edition under way does not end, though nothing else is expected of it."""
    bare = [{**session.model_dump(), "asks_for": ()} for session in shipped_policy().sessions]
    play = Play(start(policy=documented_policy(obligations=(), sessions=bare))).until().certify()
    new_edition(play)
    play.wait(days=400)
    assert next_step(play.journey, play.now) == Wait(None)
    play.note(*play.books_to_make())
    assert next_step(play.journey, play.now) == Finish()
    assert [edition.number for edition in play.journey.editions if edition.at] == [2]


def test_editions_are_rows_and_the_newest_is_current() -> None:
    """The publication is edition 1; each later one is added when it is published, and earlier ones stay."""
    play = published()
    new_edition(play)
    shown = [(row["number"], row["current"], row["changes"]) for row in project(play.journey)["editions"]]
    assert shown == [(1, True, None)]
    play.note(*play.books_to_make())
    new_edition(play, "edisi ketiga")
    play.note(*play.books_to_make())
    rows = project(play.journey)["editions"]
    assert [(row["number"], row["current"], row["changes"]) for row in rows] == [
        (1, False, None),
        (2, False, "Bab 1: edisi kedua."),
        (3, True, "Bab 1: edisi ketiga."),
    ]
    assert len({row["sha256"] for row in rows}) == 3
    assert [row["seq"] for row in rows] == sorted({order.seq for order in play.orders() if order.kind is K.BOOK})


def test_the_catalogue_before_and_after() -> None:
    """The entry is there once published; adoption, editions and withdrawal are added to it, and it never goes away."""
    play = waiting()
    assert catalogue(play) is None
    play.note(*play.books_to_make())
    first = catalogue(play)
    assert first is not None
    assert first["edition"] == 1
    assert first["pillars"] == tuple(pillar.value for pillar in Pillar)
    assert first["distinctiveness"] == "Kota pelajar"
    assert (first["adoption_number"], first["withdrawn_at"]) == (None, None)
    play.do(adoption(play.today), Role.COORDINATOR)
    new_edition(play)
    second = catalogue(play)
    assert second is not None
    assert second == {**first, **{key: second[key] for key in second if key.startswith("adoption")}}
    assert second["adoption_number"] == "12 Tahun 2019"
    play.note(*play.books_to_make())
    third = catalogue(play)
    assert third == {**second, "edition": 2, "sha256": play.journey.editions[0].sha256}
    take_back(play)
    fourth = catalogue(play)
    assert fourth is not None
    assert fourth["withdrawal_reason"] == "Data anggaran salah."
    assert {**fourth, "withdrawn_at": None, "withdrawal_reason": None} == third


def test_what_is_written_for_an_edition_is_not_in_the_catalogue_before_it() -> None:
    """Quick wins, programmes and kekhasan in the catalogue are those published, until the edition is."""
    play = published()
    before = project(play.journey)
    other = tuple(win.model_copy(update={"name": f"Baru {win.pillar}"}) for win in quick_wins().quick_wins)
    said = facts.DistinctivenessFacts.model_validate(
        {
            "distinctiveness": {
                "statement": "Kota pusaka",
                "quick_wins": [other[0].name],
                "programmes": ["Program governance"],
            }
        }
    )
    rows = tuple(row.model_copy(update={"indicator": "Indeks baru"}) for row in action_plan().rows)
    changed = facts.ActionPlanFacts(rows=rows)
    act = messages.SavePlan(
        action_plan=changed, quick_wins=facts.QuickWinsFacts(quick_wins=other), distinctiveness=said
    )
    play.do(act, Role.COORDINATOR)
    play.do(messages.PublishEdition(changes="Quick win baru."), Role.COORDINATOR)
    for table in ("catalogue", "quick_wins", "programmes", "editions"):
        assert project(play.journey)[table] == before[table], table
    play.note(*play.books_to_make())
    row = catalogue(play)
    assert row is not None
    assert row["distinctiveness"] == row["words_c"] == "Kota pusaka"
    assert str(row["words_b"]).startswith("Baru governance\n")
    assert {row["indicator"] for row in project(play.journey)["programmes"]} == {"Indeks baru"}
    assert [win["name"] for win in project(play.journey)["quick_wins"]] == [win.name for win in other]


def test_an_edition_under_way_is_not_published_once_the_publication_is_withdrawn() -> None:
    """Its books come and are noted; the catalogue stays withdrawn with the edition it had."""
    play = published()
    new_edition(play)
    take_back(play)
    assert play.journey.edition_under_way is None
    entries = play.note(*play.books_to_make())
    assert [entry.event.kind for entry in entries] == ["documents_made"]
    row = catalogue(play)
    assert row is not None
    assert row["edition"] == 1
    assert isinstance(next_step(play.journey, play.now), Wait)


def test_an_uploaded_book_keeps_its_original() -> None:
    """The row of an upload has the file's hash and the versions found in it."""
    play = at(Task.SUBMIT, variant="documented")()
    play.do(upload(play.journey, "buku-3"), Role.COORDINATOR)
    (row,) = project(play.journey)["uploads"]
    act = upload(play.journey, "buku-3")
    assert (row["number"], row["book"], row["sha256"]) == (1, "buku-3", act.file.sha256)
    assert row["chapters"] == tuple(f"{key}@{version}" for key, version in play.journey.uploads[0].versions)


def test_a_journey_waits_for_its_certificate_however_long_it_takes() -> None:
    """A published journey does not end before its journal names the certificate."""
    bare = [{**session.model_dump(), "asks_for": ()} for session in shipped_policy().sessions]
    play = Play(start(policy=documented_policy(obligations=(), sessions=bare))).until()
    play.wait(days=400)
    assert next_step(play.journey, play.now) == Wait(None)
    assert next_step(play.certify().journey, play.now) == Finish()
