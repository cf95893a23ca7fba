"""What the desks of review and approval say things with: scales, rubric, names of pillars and chapters, files."""

from __future__ import annotations

from typing import Any

from activities.documents.book_words import PILLARS, SUBS
from api.forms.wanted import choices_of
from api.http.routes.judging import BookFile, book_files
from api.http.routes.submissions import chapters_of
from api.pages.quoting import split_quote
from api.pages.rubric import ABOUT, scale_of
from domain.model import Journey
from domain.vocabulary import SUB_DIMENSIONS, Pillar


def judging_words(state: Journey) -> dict[str, Any]:
    """For templates: the scale and the rubric, names of pillars, sub-dimensions and chapters, quotes of comments."""
    return {
        "scale": scale_of(state.policy.review),
        "about": ABOUT,
        "pillars": PILLARS,
        "subs": {pillar: [SUBS[sub] for sub in SUB_DIMENSIONS[pillar]] for pillar in Pillar},
        "titles": {option.value: option.label for option in choices_of(state, {}).chapters},
        "split": split_quote,
    }


def files_of(state: Journey) -> tuple[tuple[str, BookFile], ...]:
    """The files that the books of the newest submission came as, with the titles of the books."""
    if not state.submissions:
        return ()
    titles = {book.key: book.title for book in state.policy.books}
    chapters = tuple(chapters_of(state, state.submissions[-1]))
    return tuple((titles[one.book], one) for one in book_files(state, chapters))
