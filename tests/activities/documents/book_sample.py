"""A sample region's books: texts in Markdown, pictures, a rencana aksi, and the journey that they belong to."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache

from PIL import Image, ImageDraw

from activities.documents.book import Book, gather_book
from activities.documents.images import sha256_of
from domain.journey import begin
from domain.model import Journey, Submission
from domain.policy import Policy
from domain.values import Distinctiveness, ProgrammeRow, QuickWin
from domain.vocabulary import SUB_DIMENSIONS, Pillar
from domain.words.phrase import Language
from tests.domain.builders import OPENS_AT, default_policy, start

AT = datetime(2019, 11, 4, 3, 0, tzinfo=UTC)
HASH = "5f3c9a7be2d14c06a8f1b27d9e3c4a5b6d7e8f90123456789abcdef012345678"


@cache
def drawing() -> bytes:
    """A small drawing as PNG."""
    picture = Image.new("RGB", (900, 420), "#f3f6f9")
    pen = ImageDraw.Draw(picture)
    for number, colour in enumerate(("#1d4e89", "#a8492a", "#8a6a00", "#0b6e6e", "#6b3f87", "#3b7a2a")):
        height = 80 + (number * 53) % 260
        pen.rectangle((60 + number * 135, 380 - height, 150 + number * 135, 380), fill=colour)
    return _bytes(picture)


def _bytes(picture: Image.Image, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def text(title: str, paragraphs: int = 3) -> str:
    """A chapter's text that has something of everything."""
    filler = (
        "Pemerintah daerah menyusun masterplan *smart city* sebagai pedoman pembangunan jangka menengah yang "
        "selaras dengan **RPJMD 2016–2021**, dengan memperhatikan daya dukung lingkungan, kesiapan aparatur, serta "
        "kebutuhan warga di 17 kapanewon dan 86 kalurahan.[^1] Arah kebijakan ini dijabarkan dalam sasaran yang "
        "terukur dan ditinjau setiap tahun bersama Dewan Smart City dan Tim Pelaksana."
    )
    body = "\n\n".join([filler] * paragraphs)
    return f"""# {title}

## 1.1 Latar Belakang

{body}

[^1]: Badan Pusat Statistik, *Kabupaten dalam Angka* 2019, lihat https://contoh.example/angka.

### Dasar hukum

1. Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;
2. Peraturan Presiden Nomor 95 Tahun 2018 tentang SPBE:
   - arsitektur SPBE,
   - peta rencana SPBE;
3. Peraturan Bupati tentang Rencana Induk.

Tabel 1.1. Kesiapan daerah menurut unsur

| No. | Unsur kesiapan | Keadaan 2018 | Sasaran 2023 |
|----:|----------------|:------------:|-------------:|
| 1 | Struktur: sumber daya manusia dan anggaran | 62,5% | 85,0% |
| 2 | Infrastruktur: fisik, digital, dan sosial | 71,2% | 92,0% |
| 3 | Suprastruktur: kebijakan dan kelembagaan | 58,4% | 80,0% |

> Kota cerdas bukan soal teknologi, melainkan soal layanan yang lebih dekat kepada warga.

## 1.2 Gambaran Umum

{body}

![Nilai kesiapan menurut pilar](sha256:{sha256_of(drawing())})

Emisi CO~2~ turun, luas 574,82 km^2^. Alamat `layanan.contoh.example`; naskah lama dalam tulisan Jawi:

كوتا چردس اونتوق رعيت

***

{body}
"""


def programmes(count: int = 24) -> tuple[ProgrammeRow, ...]:
    """Rows of a rencana aksi, over all pillars and years."""
    pillars = tuple(Pillar)
    names = (
        "Pelayanan perizinan terpadu satu pintu berbasis aplikasi",
        "Pusat kendali dan informasi daerah",
        "Pasar rakyat tanpa tunai",
        "Pengelolaan sampah mandiri kalurahan",
        "Jalur wisata lereng gunung",
        "Puskesmas terhubung rekam medis elektronik",
    )
    return tuple(
        ProgrammeRow(
            name=f"{names[n % 6]} tahap {n // 6 + 1}",
            pillar=pillars[n % 6],
            sub_dimension=SUB_DIMENSIONS[pillars[n % 6]][n % 3],
            rpjmd_goal="Meningkatnya kualitas tata kelola pemerintahan dan layanan publik",
            responsible_opd="Dinas Komunikasi dan Informatika",
            first_year=2019 + n % 4,
            last_year=min(2019 + n % 4 + n % 3, 2024),
            budget=350_000_000 + n * 137_500_000,
            indicator="Persentase layanan yang selesai tepat waktu mencapai 95%",
        )
        for n in range(count)
    )


def journey(policy: Policy | None = None, **changes: object) -> Journey:
    """A journey with everything that books are made from."""
    begun = begin(start(policy=policy or default_policy()), OPENS_AT).journey
    fields: dict[str, object] = {
        "programmes": programmes(),
        "quick_wins": tuple(
            QuickWin(name=name, pillar=pillar, months=months)
            for name, pillar, months in (
                ("Antrean puskesmas daring di 25 puskesmas", Pillar.LIVING, 6),
                ("Pembayaran retribusi pasar nontunai", Pillar.ECONOMY, 9),
                ("Aduan warga dijawab dalam 24 jam", Pillar.GOVERNANCE, 12),
            )
        ),
        "distinctiveness": Distinctiveness(
            statement="Daerah pendidikan di lereng gunung api: warganya hidup bersama bencana dan ilmu pengetahuan.",
            quick_wins=("Aduan warga dijawab dalam 24 jam",),
            programmes=("Jalur wisata lereng gunung tahap 1",),
        ),
        "submissions": (Submission(number=1, at=AT, versions=(1,), sha256=HASH),),
        **changes,
    }
    return begun.model_copy(update=fields)


async def sample_book(
    key: str = "buku-2",
    *,
    paragraphs: int = 3,
    language: Language = Language.ID,
    of: Journey | None = None,
    chapters: dict[str, str] | None = None,
    check_url: str | None = "https://smartcity.contoh.example/periksa/5f3c9a7b",
    qr_svg: str | None = None,
) -> Book:
    """A book of the sample region."""
    region = of or journey()
    book = next(book for book in region.policy.books if book.key == key)
    texts = {chapter.key: text(chapter.title, paragraphs) for chapter in book.chapters}
    images = {sha256_of(drawing()): drawing()}
    return await gather_book(
        region,
        key,
        texts if chapters is None else chapters,
        images,
        at=AT,
        check_url=check_url,
        language=language,
        qr_svg=qr_svg,
    )
