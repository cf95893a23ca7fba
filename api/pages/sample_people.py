"""The sample people of a local stack as the sign-in page offers them: one of each role first, then all, by region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.people import SampleLine

DOES: dict[Role, Phrase] = {
    Role.COORDINATOR: Phrase(
        "memenuhi syarat, menyusun dan mengajukan buku, mencatat komitmen",
        "passes the gates, writes and submits the books, records the komitmen",
    ),
    Role.TEAM_CHAIR: Phrase(
        "menyusun dan mengajukan buku, menjawab hasil telaah", "writes and submits the books, answers the review"
    ),
    Role.TEAM_MEMBER: Phrase("menulis bab dan mengunggah buku", "writes chapters and uploads books"),
    Role.BAPPEDA: Phrase(
        "melihat perjalanan daerah dan menyerahkan RPJMD", "follows the region and hands in the RPJMD"
    ),
    Role.SEKDA: Phrase("melihat perjalanan daerah dan surat yang masuk", "follows the region and the letters to it"),
    Role.REGIONAL_HEAD: Phrase(
        "tidak perlu masuk; dapat melihat dan menyanggah komitmennya",
        "need not sign in; may look, and contest his komitmen",
    ),
    Role.MENTOR: Phrase(
        "menanggapi hasil bimtek, menelaah buku dan memberi nilai", "comments on hand-ins, reviews and scores the books"
    ),
    Role.MENTOR_LEAD: Phrase("melihat semua pembimbing dan beban mereka", "oversees the mentors and their load"),
    Role.EXAMINER: Phrase("menilai paparan daerah", "judges the region's presentation"),
    Role.AGENCY: Phrase("memberi dukungan kementerian mitra", "answers for a partner agency"),
    Role.MINISTRY_OFFICER: Phrase(
        "mendampingi daerah, mencatat acara dan hasil paparan", "accompanies regions, records sessions and examinations"
    ),
    Role.PROGRAMME_MANAGER: Phrase(
        "memulai angkatan, menugaskan pembimbing, memutuskan tambahan waktu",
        "starts intakes, assigns mentors, decides on extensions",
    ),
    Role.DIRECTOR: Phrase(
        "memutuskan sebagai pemilik program, menandatangani surat", "decides as owner, signs letters"
    ),
    Role.OPERATOR: Phrase("memeriksa dan memperbaiki sistem", "inspects and repairs the system"),
}
"""What each role does, in a line."""

FIRST = (
    Role.COORDINATOR,
    Role.TEAM_CHAIR,
    Role.TEAM_MEMBER,
    Role.MENTOR,
    Role.MINISTRY_OFFICER,
    Role.EXAMINER,
    Role.AGENCY,
    Role.PROGRAMME_MANAGER,
    Role.DIRECTOR,
    Role.MENTOR_LEAD,
    Role.OPERATOR,
)
"""The roles of which one is offered at once, in the order in which a newcomer meets them."""
ACTS_WITHOUT_PART: dict[str, Role] = {
    "pembimbing": Role.MENTOR,
    "penguji": Role.EXAMINER,
    "pendamping": Role.MINISTRY_OFFICER,
    "wakil": Role.AGENCY,
}
"""What samples are for who have no part yet, by how their ids begin."""


@dataclass(frozen=True)
class Offered:
    """A sample person on the page, with the role that he shows best."""

    person: SampleLine
    role: Role | None

    @property
    def does(self) -> Phrase:
        """What he does here."""
        return DOES.get(self.role, Phrase("", "")) if self.role else Phrase("", "")


def offered(samples: Iterable[SampleLine]) -> list[Offered]:
    """Every sample person with his role."""
    return [Offered(person, _role(person)) for person in samples]


def one_of_each(people: Sequence[Offered]) -> list[Offered]:
    """One person of each role, preferring one who has a part; those of a region come from one region where they can."""
    found = []
    for role in FIRST:
        have = [one for one in people if one.role is role]
        held = [one for one in have if one.role in one.person.roles]
        if have:
            found.append((held or have)[0])
    return found


def of_region(people: Iterable[Offered], wanted: str) -> dict[str, list[Offered]]:
    """The people of each region whose name has what is looked for, by the region's name."""
    found: dict[str, list[Offered]] = {}
    for one in people:
        if one.person.region and one.role in _REGIONAL and wanted.lower() in one.person.region.lower():
            found.setdefault(one.person.region, []).append(one)
    return {
        region: sorted(found[region], key=lambda one: list(DOES).index(one.role or Role.OPERATOR))
        for region in sorted(found, key=lambda name: name.removeprefix("Kabupaten ").removeprefix("Kota "))
    }


def of_programme(people: Iterable[Offered], wanted: str) -> list[Offered]:
    """The people who belong to no region, by role, whose name has what is looked for."""
    rest = [one for one in people if one.role not in _REGIONAL and wanted.lower() in _said(one)]
    order = list(DOES)
    return sorted(rest, key=lambda one: (order.index(one.role) if one.role else len(order), one.person.id))


_REGIONAL = (
    Role.COORDINATOR,
    Role.TEAM_CHAIR,
    Role.TEAM_MEMBER,
    Role.BAPPEDA,
    Role.SEKDA,
    Role.REGIONAL_HEAD,
)


def _said(one: Offered) -> str:
    return f"{one.person.name} {one.person.region or ''}".lower()


def _role(person: SampleLine) -> Role | None:
    for role in (*person.programme_roles, *person.roles):
        if role in DOES:
            return role
    return ACTS_WITHOUT_PART.get(person.id.partition("-")[0])
