"""Passages that two texts share nearly word for word."""

from __future__ import annotations

from api.similar import Passage, commonplace, passages, prints_of, words_of

COPIED = (
    "Layanan kependudukan dipindahkan ke kantor kelurahan agar warga tidak perlu datang ke ibu kota kabupaten, dan "
    "petugas dilatih memakai satu aplikasi yang mencatat setiap permohonan sejak diterima sampai dokumennya diambil."
)
OWN = (
    "Kota ini tumbuh di tepi sungai dan hidup dari perdagangan hasil kebun yang dibawa perahu setiap pekan pasar. "
    "Penduduknya berasal dari banyak daerah sehingga bahasa dan makanannya beragam."
)
OTHER = (
    "Kabupaten di pegunungan itu dikenal karena kopi serta tembakau, sedangkan jalannya sempit dan sering longsor saat "
    "hujan. Anak-anak berjalan jauh ke sekolah menengah di kecamatan sebelah."
)


def found(one: str, other: str) -> tuple[Passage, ...]:
    """The passages of two texts, by their common marks."""
    mine, theirs = words_of(one), words_of(other)
    places = {mark.print: mark.word for mark in prints_of(theirs)}
    pairs = {(mark.word, places[mark.print]) for mark in prints_of(mine) if mark.print in places}
    return passages(mine, theirs, pairs)


def test_a_copied_passage_is_found_where_it_stands() -> None:
    """A passage of thirty words that stands elsewhere in another text is found whole, in both."""
    (passage,) = found(f"{OWN}\n\n{COPIED}", f"{COPIED}\n\n{OTHER}")
    assert passage.percent == 100
    assert words_of(f"{OWN}\n\n{COPIED}").excerpt(passage.start, passage.end) == COPIED.rstrip(".")
    assert (passage.other_start, passage.other_end) == (0, len(words_of(COPIED).said))


def test_names_that_were_exchanged_hide_nothing() -> None:
    """A long passage in which the name of the region and a number are others is still one passage."""
    whole = f"{COPIED} Kabupaten Sragen menargetkan 12 kelurahan setiap tahun. {OWN}"
    changed = f"{COPIED} Kota Magelang menargetkan 30 kelurahan setiap tahun. {OWN}"
    (passage,) = found(whole, changed)
    assert 90 <= passage.percent < 100
    assert passage.end - passage.start == len(words_of(whole).said)


def test_texts_of_their_own_share_nothing() -> None:
    """Texts about the same matter in other words have no passage in common."""
    assert found(OWN, OTHER) == ()


def test_a_sentence_in_common_is_no_passage() -> None:
    """What is shorter than twenty-five words is not shown."""
    short = " ".join(COPIED.split()[:20])
    assert found(f"{OWN} {short}", f"{short} {OTHER}") == ()


def test_headings_quotations_and_addresses_are_not_compared() -> None:
    """What the policy gives to everybody, and what is quoted as such, counts for nobody's words."""
    text = (
        "# Analisis Masa Depan\n\n> kutipan peraturan\n\nMenurut “Buku Panduan Program” ![peta](sha256:"
        + "0" * 64
        + ")"
    )
    assert words_of(text).said == ("menurut", "peta")


def test_what_many_regions_have_is_commonplace() -> None:
    """A mark in the texts of more regions than allowed is nobody's; several texts of one region count once."""
    places = [(1, "a"), (1, "b"), (1, "c"), (2, "a"), (2, "a"), (2, "b")]
    assert commonplace(places, most=2) == {1}


def test_a_text_copied_whole_is_compared_in_bounded_time() -> None:
    """Forty thousand words against themselves end soon; a text that repeats itself says nothing."""
    long = " ".join(f"kata{n % 977} {n}" for n in range(20_000))
    assert found(long, long)[0].percent == 100
    assert found("sama " * 5000, "sama " * 5000) == ()
