"""The rubric at hand while judging: what a score says, and what each sub-dimension of a pillar is about.

The names of pillars and sub-dimensions are the programme's. The descriptions and what the scores stand for are a
template: the inside of the programme's guide books could not be read, so the office replaces them by its own.
"""

from __future__ import annotations

from domain.policy import ReviewPolicy
from domain.vocabulary import Pillar
from domain.words.phrase import Phrase

ABOUT: dict[Pillar, tuple[Phrase, Phrase, Phrase]] = {
    Pillar.GOVERNANCE: (
        Phrase("Layanan publik lebih mudah, cepat, dan terbuka", "Public services easier, faster, more open"),
        Phrase("Birokrasi yang efisien dan terpadu antar-OPD", "An efficient bureaucracy, joined up across offices"),
        Phrase("Kebijakan disusun dengan data dan bersama warga", "Policies made with data and with citizens"),
    ),
    Pillar.BRANDING: (
        Phrase("Pariwisata yang dikenal dan mudah dikunjungi", "Tourism that is known and easy to visit"),
        Phrase("Iklim usaha dan investasi yang menarik", "An attractive climate for business and investment"),
        Phrase("Wajah kota yang tertata dan berciri daerah", "An ordered face of the city, of its own character"),
    ),
    Pillar.ECONOMY: (
        Phrase("Industri unggulan daerah yang berdaya saing", "The region's main industries, able to compete"),
        Phrase("Kesejahteraan rakyat: pendapatan dan pekerjaan", "People's welfare: incomes and work"),
        Phrase("Transaksi keuangan yang mudah dan nontunai", "Financial transactions that are easy and cashless"),
    ),
    Pillar.LIVING: (
        Phrase("Tata ruang yang serasi dan layak huni", "Spatial planning in harmony, liveable"),
        Phrase("Layanan dan lingkungan yang menyehatkan", "Services and surroundings that keep people healthy"),
        Phrase("Transportasi yang terjangkau dan terhubung", "Transport within reach and connected"),
    ),
    Pillar.SOCIETY: (
        Phrase("Komunitas warga yang aktif dan peduli", "Communities that are active and care"),
        Phrase("Ekosistem belajar bagi segala umur", "Learning for every age"),
        Phrase("Keamanan dan ketangguhan masyarakat", "Security and resilience of society"),
    ),
    Pillar.ENVIRONMENT: (
        Phrase("Perlindungan air, udara, dan ruang terbuka", "Protection of water, air and open spaces"),
        Phrase("Pengelolaan sampah dan limbah", "Management of waste"),
        Phrase("Energi yang hemat dan terbarukan", "Energy that is saved and renewable"),
    ),
}
"""By pillar, in the order of its sub-dimensions."""

_LOWEST = Phrase("belum dibahas", "not dealt with yet")
_HIGHEST = Phrase(
    "lengkap, terukur, berdasar analisis, dan siap dijalankan",
    "complete, measurable, founded on the analysis, ready to be carried out",
)
_BETWEEN = (
    Phrase("disebut, belum ada sasaran", "mentioned, without targets"),
    Phrase("ada program, sasaran belum terukur", "programmes, targets not measurable yet"),
    Phrase(
        "program dan sasaran terukur, sebagian belum berdasar analisis",
        "programmes and measurable targets, in part without analysis",
    ),
)


def scale_of(review: ReviewPolicy) -> tuple[tuple[int, Phrase | None], ...]:
    """Every score of a policy, lowest first, with what it stands for; between the ends only on a scale of five."""
    scores = range(review.lowest_score, review.highest_score + 1)
    between: tuple[Phrase | None, ...] = _BETWEEN if len(scores) == 5 else (None,) * (len(scores) - 2)
    return tuple(zip(scores, (_LOWEST, *between, _HIGHEST), strict=True))
