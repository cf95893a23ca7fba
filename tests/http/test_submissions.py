"""Submissions, the dossier and its files, read from journeys that are far along; who may see how much of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import fresh_database
from tests.http.door import Door
from tests.http.judged import AGENT, DRAFT, FIRST, OTHER_AGENT, PICTURE, PICTURE_HASH, REVISED, SECOND, judged_door
from tests.records.sample import SCAN
from workers.local.postgres import LocalPostgres

ANSWERED = "/journeys/journey-2019-kab-sleman"
FILES = {"first": FIRST.sha256, "second": SECOND.sha256, "draft": DRAFT.sha256, "nobody's": "e" * 64}


@pytest.fixture(scope="module")
async def judged(local_postgres: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A door onto two journeys in their approval."""
    async with (
        fresh_database(local_postgres) as dsn,
        judged_door(dsn, Path(tmp_path_factory.mktemp("judged"))) as door,
    ):
        yield door


async def test_a_submission_names_every_chapter_by_version_and_hash(judged: Door) -> None:
    """Both submissions are listed; the second has the revised chapter in its second version."""
    async with judged.person(AGENT) as agent:
        listed = (await agent.get(f"{ANSWERED}/submissions")).json()
        first = (await agent.get(f"{ANSWERED}/submissions/1")).json()
        second = (await agent.get(f"{ANSWERED}/submissions/2")).json()
        third = await agent.get(f"{ANSWERED}/submissions/3")
    assert [line["number"] for line in listed["items"]] == [1, 2]
    assert listed["items"][1]["sha256"] == second["sha256"] != first["sha256"]
    versions = {f"{c['book']}/{c['chapter']}": c["version"] for c in second["chapters"]}
    assert (len(versions), versions[str(REVISED)], versions["buku-3/ringkasan"]) == (13, 2, 5)
    assert third.status_code == 404


async def test_two_submissions_are_compared_chapter_by_chapter(judged: Door) -> None:
    """What stayed is told from what changed, with the words that went and came; then one chapter word by word."""
    async with judged.person("mentor") as mentor:
        changes = (await mentor.get(f"{ANSWERED}/submissions/1/compare/2")).json()
        chapter = await mentor.get(f"{ANSWERED}/submissions/1/compare/2/{REVISED}")
        nowhere = await mentor.get(f"{ANSWERED}/submissions/1/compare/2/buku-2/bab-9")
    changed = {f"{c['book']}/{c['chapter']}": c for c in changes if c["change"] != "unchanged"}
    assert set(changed) == {str(REVISED)}
    revised = changed[str(REVISED)]
    assert (revised["change"], revised["old_version"], revised["new_version"]) == ("changed", 1, 2)
    assert (revised["words_removed"], revised["words_added"]) == (2, 4)
    pieces = [(piece["kind"], piece["text"]) for piece in chapter.json()["pieces"] if piece["kind"] != "same"]
    assert pieces == [("removed", "belum terukur.\n\n"), ("added", "sudah terukur dan jelas.\n\n")]
    assert nowhere.status_code == 404


async def test_reviews_show_rounds_verdicts_and_answers(judged: Door) -> None:
    """Everybody in the journey sees who said what in which round; an agency does not."""
    async with judged.person("coordinator") as coordinator, judged.person(AGENT) as agent:
        found = (await coordinator.get(f"{ANSWERED}/reviews")).json()
        refused = await agent.get(f"{ANSWERED}/reviews")
    assert [(r["number"], r["accepted"], r["verdicts"][0]["verdict"]) for r in found["rounds"]] == [
        (1, False, "revise"),
        (2, True, "accept"),
    ]
    assert found["rounds"][0]["verdicts"][0]["comments"][0]["text"] == "Sasaran belum terukur."
    assert len(found["rounds"][0]["verdicts"][0]["scores"]) == 6 and found["mentors"] == ["mentor"]
    assert (refused.status_code, refused.json()["name"]) == (403, "NotForYou")


async def test_the_dossier_has_what_is_judged_and_nobodys_data(judged: Door) -> None:
    """The books as submitted with the file of the one that came as a file, what was presented, what was answered."""
    async with judged.person(AGENT) as agent:
        answer = await agent.get(f"{ANSWERED}/dossier")
        dossier = answer.json()
    assert (dossier["submission"]["number"], len(dossier["chapters"])) == (2, 13)
    assert dossier["files"] == [{"book": "buku-3", "file": SECOND.model_dump(mode="json")}]
    assert dossier["presentation"]["slides"]["sha256"] == SCAN.sha256
    assert dossier["asked_of_me"] == ["kemendagri"]
    assert [(j["step"], j["outcome"]) for j in dossier["judgements"]] == [
        ("penilaian", "yes"),
        ("kementerian-mitra", "yes_with_notes"),
    ]
    for person in ("examiner", "mentor", "coordinator", "head", AGENT):
        assert f'"{person}"' not in answer.text


async def test_an_agency_is_not_told_who_judged(judged: Door) -> None:
    """The programme sees the people behind the answers."""
    async with judged.person(AGENT) as agent, judged.person("pm") as manager:
        to_agency = (await agent.get(f"{ANSWERED}/endorsements")).json()
        to_manager = (await manager.get(f"{ANSWERED}/endorsements")).json()
    assert {judgement.get("by") for judgement in to_agency} == {None}
    assert {judgement["by"] for judgement in to_manager} == {"examiner", AGENT}


async def test_an_agency_sees_first_what_it_has_yet_to_answer(judged: Door) -> None:
    """Over all journeys; another agency has its own list, and whoever speaks for none has nothing."""
    lists = {}
    for person in (AGENT, OTHER_AGENT, "coordinator"):
        async with judged.person(person) as client:
            lists[person] = [
                (line["journey_id"], line["outcome"]) for line in (await client.get("/endorsements")).json()
            ]
    sleman, bantul = "journey-2019-kab-sleman", "journey-2019-kab-bantul"
    assert lists[AGENT] == [(bantul, None), (sleman, "yes_with_notes")]
    assert sorted(lists[OTHER_AGENT]) == [(bantul, None), (sleman, None)]
    assert lists["coordinator"] == []


async def test_files_of_the_dossier_are_given_to_agencies_and_no_others(judged: Door) -> None:
    """Submitted chapters, their pictures, files of submitted books, slides; not drafts, which the region may see."""
    async with judged.person(AGENT) as agent, judged.person("coordinator") as coordinator:
        chapters = (await agent.get(f"{ANSWERED}/submissions/2")).json()["chapters"]
        text = await agent.get(f"{ANSWERED}/files/{chapters[0]['document']['sha256']}")
        picture = await agent.get(f"{ANSWERED}/files/{PICTURE_HASH}")
        again = await agent.get(f"{ANSWERED}/files/{PICTURE_HASH}", headers={"If-None-Match": f'"{PICTURE_HASH}"'})
        seen = {}
        for person, client in (("agency", agent), ("region", coordinator)):
            for name, sha256 in FILES.items():
                seen[person, name] = (await client.get(f"{ANSWERED}/files/{sha256}")).status_code
    assert seen == {
        ("agency", "first"): 200,
        ("agency", "second"): 200,
        ("agency", "draft"): 404,
        ("agency", "nobody's"): 404,
        ("region", "first"): 200,
        ("region", "second"): 200,
        ("region", "draft"): 200,
        ("region", "nobody's"): 404,
    }
    assert text.status_code == 200 and text.headers["Content-Type"].startswith("text/plain")
    assert (picture.content, picture.headers["Content-Type"]) == (PICTURE, "image/png")
    assert again.status_code == 304 and again.content == b""
