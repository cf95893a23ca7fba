"""What stands in the places of refusals, in words: roles, stages, acts, days, and the reasons that rules give."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache

from activities.documents.book_words import PILLARS
from api.forms.words import TITLES
from api.words.reasons import FROM_DOORS, FROM_POLICIES
from domain.roles import party_of
from domain.vocabulary import Party, Pillar, Role, Stage, Status, Task, TimeZone
from domain.words.names import NAMES, name_of
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_day, spell_moment

KINDS: dict[str, type[StrEnum]] = {
    "role": Role,
    "roles": Role,
    "allowed": Role,
    "other": Role,
    "stage": Stage,
    "stages": Stage,
    "expected": Stage,
    "now": Stage,
    "status": Status,
    "party": Party,
    "task": Task,
}
"""Places that hold members of an enumeration, one or several."""
PEOPLE = ("person", "mentor", "deputy", "outgoing", "incoming")
"""Places that hold a person's id."""
FROM_RULES: dict[str, str] = {
    "not in order, or one day twice": "tidak berurutan, atau satu hari dua kali",
    "{day} is no working day": "{day} bukan hari kerja",
    "that one ends on {day}": "yang itu berakhir pada {day}",
    "that one is not recorded yet": "yang itu belum dicatat",
    "the rounds are used up; the programme manager decides how to go on": (
        "putaran telaah sudah habis; pengelola program memutuskan kelanjutannya"
    ),
    "the rounds are not used up": "putaran telaah belum habis",
    "it is the turn of {party}": "sekarang giliran {party}",
    "{role} has to act": "{role} yang harus bertindak",
    "you have to declare your interest first": "Anda harus menyatakan ada tidaknya benturan kepentingan dulu",
    "declared by the person": "dinyatakan oleh orangnya sendiri",
    "the ministry's officer gives no verdict": "petugas kementerian tidak memberi hasil telaah",
    "a member of the region's own team": "anggota tim daerah itu sendiri",
    "nobody stands in for himself": "tidak ada yang menggantikan dirinya sendiri",
    "one person would judge twice": "satu orang akan menilai dua kali",
    "the region is revising the books": "daerah sedang merevisi buku",
    "first comes: {step}": "yang lebih dulu: {step}",
    "it is not being asked for at the moment": "saat ini tidak sedang diminta",
    "chapter {chapter}": "bab {chapter}",
    "session {number} with its hand-in and the mentors' comments": (
        "bimtek {number} dengan penyerahan hasil dan tanggapan pembimbing"
    ),
    "a row of the rencana aksi for pillar {pillar}": "baris rencana aksi untuk pilar {pillar}",
    "{number} more quick wins (at least {least})": "{number} quick win lagi (sedikitnya {least})",
    "the kekhasan daerah statement": "pernyataan kekhasan daerah",
    "the quick wins and programmes that use the kekhasan daerah": (
        "quick win dan program yang memanfaatkan kekhasan daerah"
    ),
    "the quick win “{name}” that the kekhasan names": "quick win “{name}” yang disebut dalam kekhasan",
    "the programme “{name}” that the kekhasan names": "program “{name}” yang disebut dalam kekhasan",
    "an answer to comment {comment}": "jawaban atas catatan {comment}",
    "it is another policy than {name}": "itu kebijakan lain daripada {name}",
    "its books have other chapters": "buku-bukunya mempunyai bab lain",
    "a session that is planned already is not in it": "bimtek yang sudah direncanakan tidak ada di dalamnya",
    "an approval step that is answered already is not in it": (
        "langkah persetujuan yang sudah dijawab tidak ada di dalamnya"
    ),
    "a gate that is passed already is not in it": "syarat yang sudah dipenuhi tidak ada di dalamnya",
    "people of this journey": "orang yang bertugas dalam pendampingan ini",
    "people of this journey but agencies": "orang yang bertugas dalam pendampingan ini selain kementerian mitra",
    "none": "tidak ada",
    "none assigned yet": "belum ada yang ditugaskan",
}
"""What the rules say in `why`, `missing` and `known`, from English to Indonesian; a name in braces is a place again."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def worded(place: str, value: str, language: Language, names: Mapping[str, str]) -> str:
    """The value of a place as people say it; `names` are people's names by id. What is no word of ours stays."""
    if place in PEOPLE:
        return names.get(value, value)
    if place == "act":
        return TITLES[value].into(language) if value in TITLES else value
    if place in KINDS:
        return ", ".join(_member(KINDS[place], part, language) for part in value.split(", "))
    if place in ("pillars", "pillar"):
        return ", ".join(PILLARS[Pillar(part)] if part in tuple(Pillar) else part for part in value.split(", "))
    if place == "missing":
        return "; ".join(_reason(part, language, names) for part in value.split("; "))
    if place in ("why", "known"):
        return _reason(value, language, names)
    return _time(value, language)


def _member(kind: type[StrEnum], value: str, language: Language) -> str:
    if kind is Party and value in tuple(Role):
        value = party_of(Role(value))
    return (
        name_of(kind(value)).into(language) if value in tuple(kind) and kind in NAMES else _reason(value, language, {})
    )


def _time(value: str, language: Language) -> str:
    if DAY.fullmatch(value):
        return spell_day(date.fromisoformat(value), language)
    if DAY.match(value) and "+" in value:
        return spell_moment(datetime.fromisoformat(value), TimeZone.WIB, language)
    return value


def _reason(value: str, language: Language, names: Mapping[str, str]) -> str:
    for pattern, phrase in _patterns():
        if match := pattern.fullmatch(value):
            said = {place: worded(place, found, language, names) for place, found in match.groupdict().items()}
            return phrase.into(language).format(**said)
    return _time(value, language)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Phrase], ...]:
    """The reasons as patterns of what stands in the English text."""
    known = {**FROM_RULES, **FROM_DOORS, **FROM_POLICIES}
    return tuple((_pattern(english), Phrase(indonesian, english)) for english, indonesian in known.items())


def _pattern(english: str) -> re.Pattern[str]:
    """What an English text looks like with something in its places."""
    pieces = string.Formatter().parse(english)
    return re.compile(
        "".join(re.escape(text) + (f"(?P<{place}>.+)" if place else "") for text, place, _, _ in pieces), re.DOTALL
    )
