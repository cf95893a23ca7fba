"""A chapter as it is judged, on a page of its own: text, changes, comments, passages that other regions have too."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response

from api.comparing import Comparison, compare
from api.http.access import sees_whole
from api.http.caller import Caller
from api.http.routes.chapters import text_of
from api.pages.chapter_html import Passage, ShownChapter, readable_chapter
from api.pages.comparison import folded
from api.pages.follow_up import FollowUp, follow_ups
from api.pages.judging import CommentRow, Judging, add_comment, begun, rows_in
from api.pages.margin import Standing, placed
from api.pages.passages import EVERYBODYS, copied_in
from api.pages.quoting import shortened, split_quote, with_quote
from api.pages.rendering import Pages
from api.pages.room import Room
from api.pages.snapshots import Snapshot, SnapshotChapter
from api.services import Services
from domain.values import Comment
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.identity import PROGRAMME_ROLES, Identities
from records.reading import Reading

SEES_OTHERS = (Role.MENTOR, Role.MENTOR_LEAD, Role.EXAMINER, *PROGRAMME_ROLES)
"""Who is shown passages of other regions: people who judge, and the programme; never another region."""
NO_REMARK = Phrase("Tulis catatannya dulu.", "Write the comment first.")
TOO_LATE = Phrase(
    "Catatan ini tidak masuk: bab ini tidak Anda nilai lagi, karena putarannya sudah berakhir atau bukunya sudah "
    "diajukan lagi. Salin tulisan Anda sebelum meninggalkan halaman ini; catatan untuk putaran berikut dapat ditulis "
    "bila bukunya kembali kepada Anda.",
    "This comment was not taken: you no longer judge this chapter, as its round has ended or the books were submitted "
    "again. Copy what you wrote before you leave this page; it can be a comment of the next round once the books come "
    "back to you.",
)
NOTED = Phrase("Catatan masuk ke draf Anda.", "The comment is in your draft.")


@dataclass(frozen=True)
class Remark:
    """A comment beside a text: of an earlier revision, with its answer, or (`mine`) of one's own draft."""

    quote: str | None
    text: str
    lost: bool = False
    mine: bool = False
    answer: str | None = None


@dataclass(frozen=True)
class ChapterPage:
    """One chapter of a snapshot on a page, for whoever may read it; `key` is the form that takes its comments."""

    services: Services
    pages: Pages
    caller: Caller
    room: Room
    snapshot: Snapshot
    chapter: SnapshotChapter
    base: str
    """The address below which chapters are."""
    back: tuple[str, Phrase]
    """The desk it belongs to."""
    key: str | None = None
    quote: int | None = None
    similar: bool = False

    @property
    def address(self) -> str:
        """Where this chapter is."""
        return f"{self.base}/{self.chapter.name.book}/{self.chapter.name.chapter}"

    async def add_comment(self, texts: Mapping[str, str]) -> Response:
        """Put a comment that was written on this page into the draft; the page with it where that is too late."""
        row = CommentRow(0, self.chapter.key, shortened(texts.get("quote", "")), texts.get("text", "").strip())
        judging = await self._judging()
        language = await self.pages.language(self.caller)
        if judging is None:
            # The round ended while it was written: the writer gets it back, to keep it elsewhere.
            return await self.write(409, {"text": TOO_LATE.into(language)}, row.quote, row.text)
        if not row.text:
            return await self.write(422, {"text": NO_REMARK.into(language)}, row.quote)
        await add_comment(self.services, self.caller, self.room.state.id, judging, row)
        at = texts.get("at", "")
        return self.pages.go(f"{self.address}#p-{at}" if at.isdigit() else self.address, NOTED.into(language))

    async def write(
        self, status: int = 200, errors: Mapping[str, str] | None = None, quoted: str = "", written: str = ""
    ) -> Response:
        """The page."""
        services, state, chapter = self.services, self.room.state, self.chapter
        whole = await sees_whole(services, self.caller, state.id)
        shown = await readable_chapter(services, state.id, chapter.document)
        if self.quote is not None and self.quote < len(shown.passages):
            quoted = shortened(shown.passages[self.quote].text)
        judging = await self._judging()
        remarks = self._mine(judging, shown.passages) if judging is not None else {}
        if whole:
            for place, found in (await self._earlier(shown)).items():
                remarks[place] = [*found, *remarks.get(place, [])]
        changes = await self._changes()
        chapters = self.snapshot.chapters
        number = chapters.index(chapter)
        others = whole and await self._sees_others()
        return await self.pages.page(
            "review/chapter.html",
            self.caller,
            status=status,
            line=self.room.line,
            whole=whole,
            state=state,
            base=self.base,
            back=self.back,
            address=self.address,
            snapshot=self.snapshot,
            chapter=chapter,
            neighbours=(
                chapters[number - 1] if number else None,
                chapters[number + 1] if number + 1 < len(chapters) else None,
            ),
            shown=shown,
            judging=judging,
            remarks=remarks,
            quoted=quoted,
            written=written,
            quote=self.quote,
            changes=changes,
            stretches=folded(changes) if changes is not None else (),
            errors=dict(errors or {}),
            sees_others=others,
            copied=await copied_in(services, state.id, chapter.document.sha256) if others and self.similar else None,
            everybodys=EVERYBODYS,
        )

    async def _judging(self) -> Judging | None:
        return await begun(self.services, self.room.state, self.caller, self.key) if self.key else None

    async def _changes(self) -> Comparison | None:
        """What changed since the snapshot before; None where the chapter is the same or was not part of it."""
        earlier, document = self.chapter.earlier, self.chapter.document
        if earlier is None or earlier.sha256 == document.sha256:
            return None
        texts = [(await text_of(self.services, one)).decode() for one in (earlier, document)]
        return await asyncio.to_thread(compare, *texts)

    def _mine(self, judging: Judging, passages: tuple[Passage, ...]) -> dict[int | None, list[Remark]]:
        """The comments of one's own draft on this chapter, by the passage they stand at."""
        found: defaultdict[int | None, list[Remark]] = defaultdict(list)
        for row in rows_in(judging.values, judging.table):
            if row.chapter == self.chapter.key:
                place = placed(with_quote(row.quote, row.text or "–"), passages, passages)
                found[place.passage].append(Remark(row.quote or None, row.text, mine=True))
        return dict(found)

    async def _earlier(self, shown: ShownChapter) -> dict[int | None, list[Remark]]:
        """What earlier revisions asked of this chapter, by the passage it is about now."""
        asked = await follow_ups(Reading(self.services.pool), self.room.state.id)
        comments = [(one, comment) for one in asked for comment in one.comments if comment.chapter == self.chapter.name]
        if not comments:
            return {}
        then = shown.passages
        if self.chapter.earlier is not None:
            then = (await readable_chapter(self.services, self.room.state.id, self.chapter.earlier)).passages
        found: defaultdict[int | None, list[Remark]] = defaultdict(list)
        for one, comment in comments:
            place = placed(comment.text, then, shown.passages)
            found[place.passage].append(_remark(one, comment, lost=place.standing is Standing.LOST))
        return dict(found)

    async def _sees_others(self) -> bool:
        identities = Identities(self.services.pool)
        if set(SEES_OTHERS) & await identities.roles_in(self.room.state.id, self.caller.person):
            return True
        return bool(await identities.programme_roles(self.caller.person))


def _remark(asked: FollowUp, comment: Comment, *, lost: bool) -> Remark:
    quote, text = split_quote(comment.text)
    return Remark(quote, text, lost=lost, answer=asked.answers.get(comment.id))
