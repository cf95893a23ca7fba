"""The counting of working days in plain words: what was asked, why a day counted or not, and how sure the answer is."""

from __future__ import annotations

from datetime import date

from domain.explain import DayLookedAt, Explanation, Skipped
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_day

WEEKDAYS: tuple[Phrase, ...] = (
    Phrase("Senin", "Monday"),
    Phrase("Selasa", "Tuesday"),
    Phrase("Rabu", "Wednesday"),
    Phrase("Kamis", "Thursday"),
    Phrase("Jumat", "Friday"),
    Phrase("Sabtu", "Saturday"),
    Phrase("Minggu", "Sunday"),
)
COUNTED = Phrase("dihitung", "counted")
SKIPPED: dict[Skipped, Phrase] = {
    Skipped.SATURDAY: Phrase("tidak dihitung: akhir pekan (Sabtu)", "skipped: weekend (Saturday)"),
    Skipped.SUNDAY: Phrase("tidak dihitung: akhir pekan (Minggu)", "skipped: weekend (Sunday)"),
    Skipped.DAY_OFF: Phrase("tidak dihitung: hari libur", "skipped: day off"),
}
NAMED = Phrase("tidak dihitung: {name}", "skipped: {name}")
AFTER = Phrase("{number} hari kerja sesudah {day}", "{number} working {days} after {day}")
BEFORE = Phrase("{number} hari kerja sebelum {day}", "{number} working {days} before {day}")
ON_OR_AFTER = Phrase("Hari kerja pada atau sesudah {day}", "The working day on or after {day}")
REGIONAL = Phrase("{name} (libur daerah)", "{name} (regional day off)")
ESTIMATE_AFTER = Phrase(
    "Ini perkiraan: hari libur sesudah {day} belum ditetapkan dengan keputusan.",
    "This is an estimate: no decree has settled the days off after {day} yet.",
)
ESTIMATE = Phrase(
    "Ini perkiraan: untuk tahun-tahun ini tidak ada keputusan tentang cuti bersama.",
    "This is an estimate: there is no decree on shared leave for these years.",
)


def weekday(day: date, language: Language) -> str:
    """The name of a day of the week: `Senin`."""
    return WEEKDAYS[day.weekday()].into(language)


def asked(explanation: Explanation, language: Language) -> str:
    """What was asked: `5 hari kerja sesudah 29 Mei 2019`."""
    number = abs(explanation.working_days)
    phrase = BEFORE if explanation.working_days < 0 else AFTER if number else ON_OR_AFTER
    return phrase.into(language).format(
        number=number, days="day" if number == 1 else "days", day=spell_day(explanation.start, language)
    )


def why(day: DayLookedAt, language: Language) -> str:
    """Whether a day counted, and if not, the reason. Names of days off are left as they are."""
    if day.skipped is None:
        return COUNTED.into(language)
    if day.skipped is Skipped.DAY_OFF and day.name:
        return NAMED.into(language).format(name=day.name)
    return SKIPPED[day.skipped].into(language)


def caveat(explanation: Explanation, language: Language) -> str | None:
    """What is unsure about the answer, None when a decree has settled all of it."""
    if not explanation.estimate:
        return None
    if explanation.official_until is None:
        return ESTIMATE.into(language)
    return ESTIMATE_AFTER.into(language).format(day=spell_day(explanation.official_until, language))
