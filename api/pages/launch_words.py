"""What is wrong in a row of an uploaded file and what to do about it, in words for a programme manager."""

from __future__ import annotations

from dataclasses import dataclass

from api.launching import FileOf, FileProblem
from api.words.places import worded
from domain.words.phrase import Language, Phrase


@dataclass(frozen=True)
class Finding:
    """One line of the table of problems; `detail` is what the check itself says, in English, where it knows more."""

    file: str
    line: int | None
    column: str | None
    value: str
    wrong: str
    todo: str
    detail: str | None


FILES: dict[FileOf, Phrase] = {
    FileOf.REGIONS: Phrase("Berkas daerah", "Regions' file"),
    FileOf.PEOPLE: Phrase("Berkas orang", "People's file"),
    FileOf.POLICY: Phrase("Kebijakan", "Policy"),
    FileOf.DAYS_OFF: Phrase("Hari libur daerah", "Regions' days off"),
}

_SAVE_ANEW = Phrase("Simpan ulang sebagai “CSV UTF-8” atau .xlsx.", "Save it anew as “CSV UTF-8” or .xlsx.")
_AS_HEADER = Phrase("Samakan baris judul dengan contoh berkas.", "Make the header that of the sample file.")
_ONE_OF_TWO = Phrase("Hapus salah satu dari dua baris itu.", "Delete one of the two rows.")
_CODE = Phrase(
    "Tulis kode Kemendagri, misalnya 34.04. Di Excel, format kolom sebagai teks.",
    "Write the Kemendagri code, such as 34.04. In Excel, format the column as text.",
)
_REGISTER = Phrase("Bandingkan kode dan nama dengan register.", "Compare code and name with the register.")
_TAKE_OUT = Phrase("Keluarkan baris ini.", "Take this row out.")
_ZONE = Phrase("Tulis WIB, WITA, atau WIT.", "Write WIB, WITA or WIT.")
_SHORTEN = Phrase("Persingkat.", "Shorten it.")
_VALUE = Phrase("Ganti dengan nilainya (Tempel Khusus, Nilai).", "Put its value there (Paste Special, Values).")

PROBLEMS: dict[str, tuple[Phrase, Phrase]] = {
    "file_empty": (
        Phrase("Berkas kosong.", "The file is empty."),
        Phrase("Periksa apakah berkas yang disimpan benar.", "Check that the right file was saved."),
    ),
    "no_rows": (
        Phrase("Hanya ada baris judul.", "There is only a header."),
        Phrase("Tambahkan baris di bawah judul.", "Add rows below the header."),
    ),
    "file_too_large": (
        Phrase("Berkas terlalu besar.", "The file is too large."),
        Phrase("Salin tabelnya ke berkas baru.", "Copy the table into a new file."),
    ),
    "not_text": (Phrase("Ini bukan CSV atau Excel .xlsx.", "This is neither CSV nor Excel .xlsx."), _SAVE_ANEW),
    "not_utf8": (Phrase("Ada huruf yang bukan UTF-8.", "A character is not UTF-8."), _SAVE_ANEW),
    "nul_byte": (Phrase("Berkas rusak.", "The file is damaged."), _SAVE_ANEW),
    "workbook_bad": (Phrase("Buku kerja Excel tidak terbaca.", "The workbook cannot be read."), _SAVE_ANEW),
    "column_missing": (Phrase("Kolom ini tidak ada.", "This column is missing."), _AS_HEADER),
    "column_unnamed": (Phrase("Ada kolom tanpa nama.", "A column has no name."), _AS_HEADER),
    "column_twice": (Phrase("Kolom ini ada dua kali.", "This column is there twice."), _AS_HEADER),
    "column_unknown": (Phrase("Kolom ini tidak dikenal.", "This column is unknown."), _AS_HEADER),
    "quotation_mark": (
        Phrase("Tanda kutip tidak berpasangan.", "The quotation marks do not fit."),
        Phrase(
            "Satu nilai tetap di satu baris; gandakan kutip di dalamnya.", "Keep a value on one line; double marks."
        ),
    ),
    "line_too_long": (Phrase("Baris terlalu panjang.", "The line is too long."), _SHORTEN),
    "control_character": (
        Phrase("Ada karakter yang tidak terlihat.", "There is an invisible character."),
        Phrase("Ketik ulang baris ini.", "Type the row again."),
    ),
    "too_many_values": (
        Phrase("Nilai lebih banyak daripada kolom.", "There are more values than columns."),
        Phrase("Beri tanda kutip pada nilai yang memuat pemisah.", "Put a value with a separator between quotes."),
    ),
    "too_few_values": (
        Phrase("Nilai kurang dari jumlah kolom.", "There are fewer values than columns."),
        Phrase("Kosongkan kolomnya, jangan dihilangkan.", "Leave a column empty, not out."),
    ),
    "formula": (Phrase("Sel ini berisi rumus.", "A formula stands here."), _VALUE),
    "cell_error": (Phrase("Excel menunjukkan galat di sini.", "Excel shows an error here."), _VALUE),
    "line_break": (
        Phrase("Ada ganti baris di dalam sel.", "The cell has a line break."),
        Phrase("Tulis dalam satu baris.", "Write it on one line."),
    ),
    "cell_kind": (
        Phrase("Excel mengartikan isi sel sebagai waktu.", "Excel took this for a time."),
        Phrase("Format kolom sebagai teks.", "Format the column as text."),
    ),
    "date_empty": (
        Phrase("Tanggal kosong.", "The date is missing."),
        Phrase("Tulis tahun-bulan-hari, misalnya 2019-06-05.", "Write year-month-day, such as 2019-06-05."),
    ),
    "date_bad": (
        Phrase("Ini bukan tanggal.", "This is no date."),
        Phrase("Tulis tahun-bulan-hari, misalnya 2019-05-15.", "Write year-month-day, such as 2019-05-15."),
    ),
    "date_in_future": (
        Phrase("Tanggal ini belum tiba.", "This day has not come yet."),
        Phrase("Tulis hari kejadiannya.", "Give the day on which it happened."),
    ),
    "status_bad": (
        Phrase("Status ini tidak dikenal.", "This status is unknown."),
        Phrase(
            "Tulis listed untuk daerah yang dimulai; selain itu completed, withdrawn, cancelled, atau uncertain.",
            "Write listed for regions to start; else completed, withdrawn, cancelled or uncertain.",
        ),
    ),
    "in_open_cohort": (
        Phrase("Daerah ini masih berada dalam angkatan lain.", "The region is in another open intake."),
        Phrase("Keluarkan baris ini, atau akhiri dulu di sana.", "Take the row out, or withdraw it there first."),
    ),
    "code_twice": (Phrase("Kode ini sudah ada di baris lain.", "The code is on another line already."), _ONE_OF_TWO),
    "name_twice": (Phrase("Daerah ini sudah ada di baris lain.", "The region is there already."), _ONE_OF_TWO),
    "administrative_region": (
        Phrase("Daerah ini tidak punya pemerintahan sendiri.", "The region has no government of its own."),
        _TAKE_OUT,
    ),
    "name_mismatch": (Phrase("Kode dan nama tidak cocok.", "Code and name do not fit."), _REGISTER),
    "kind_mismatch": (
        Phrase("Kode kabupaten dengan nama kota, atau sebaliknya.", "A kabupaten's code with a kota's name, or so."),
        _REGISTER,
    ),
    "code_unknown": (Phrase("Kode ini tidak ada di register.", "The register has no such code."), _REGISTER),
    "code_outdated": (
        Phrase("Kode ini sudah diganti.", "This code is out of date."),
        Phrase("Tulis kode yang baru.", "Write the new code."),
    ),
    "region_ended": (
        Phrase("Daerah ini sudah keluar dari register.", "The region has left the register."),
        Phrase("Tulis daerah penggantinya.", "Give the one that followed it."),
    ),
    "time_zone_mismatch": (Phrase("Zona waktu tidak cocok dengan daerah.", "The time zone is another one."), _ZONE),
    "province_mismatch": (
        Phrase("Provinsi tidak cocok dengan daerah.", "The region is in another province."),
        Phrase("Perbaiki provinsi.", "Correct the province."),
    ),
    "province_empty": (
        Phrase("Provinsi kosong.", "The province is missing."),
        Phrase("Tulis namanya, misalnya Jawa Tengah.", "Write its name, such as Jawa Tengah."),
    ),
    "code_empty": (Phrase("Kode kosong.", "The code is missing."), _CODE),
    "code_bad": (Phrase("Ini bukan kode daerah.", "This is no region's code."), _CODE),
    "name_empty": (
        Phrase("Nama kosong.", "The name is missing."),
        Phrase("Tulis lengkap, misalnya Kabupaten Sleman.", "Write it in full, such as Kabupaten Sleman."),
    ),
    "name_bad": (
        Phrase("Nama tidak lengkap atau terlalu panjang.", "The name is not whole, or too long."),
        Phrase("Mulai dengan Kabupaten atau Kota.", "Begin with Kabupaten or Kota."),
    ),
    "time_zone_bad": (Phrase("Ini bukan zona waktu Indonesia.", "This is no time zone of Indonesia."), _ZONE),
    "zone_bad": (Phrase("Ini bukan zona waktu Indonesia.", "This is no time zone of Indonesia."), _ZONE),
    "zone_unwanted": (
        Phrase("Orang daerah bekerja dalam zona daerahnya.", "People of a region work in its zone."),
        Phrase("Kosongkan zona.", "Leave the zone empty."),
    ),
    "zone_twice": (
        Phrase("Orang ini punya zona lain di baris di atas.", "A row above gives another zone."),
        Phrase("Tulis zona yang sama.", "Write the same zone."),
    ),
    "unknown_region": (
        Phrase("Kode ini tidak ada dalam berkas daerah.", "The regions' file has no such code."),
        Phrase("Perbaiki kode, atau tambahkan daerahnya.", "Correct the code, or add the region."),
    ),
    "bad_id": (
        Phrase("Ini bukan id orang.", "This is no person's id."),
        Phrase("Pakai huruf kecil, angka, titik, dan tanda hubung.", "Use small letters, digits, dot and dash."),
    ),
    "no_name": (Phrase("Nama orang kosong.", "The name is missing."), Phrase("Tulis namanya.", "Write the name.")),
    "name_too_long": (Phrase("Nama terlalu panjang.", "The name is too long."), _SHORTEN),
    "bad_email": (
        Phrase("Ini bukan alamat surel.", "This is no e-mail address."),
        Phrase("Perbaiki atau kosongkan.", "Correct it, or leave it empty."),
    ),
    "mentor_of_region": (
        Phrase("Pembimbing ditugaskan kemudian, di daerahnya.", "Mentors are assigned later, in the journey."),
        Phrase("Kosongkan kolom region.", "Leave the column region empty."),
    ),
    "unknown_role": (
        Phrase("Peran ini tidak dikenal.", "This role is unknown."),
        Phrase(
            "Pilih dari daftar peran di bawah, pada “Isi berkas”.",
            "Choose one of those below, in “What the files hold”.",
        ),
    ),
    "no_programme_manager": (
        Phrase("Belum ada pengelola program.", "There is no programme manager."),
        Phrase(
            "Tambahkan baris programme_manager dengan region kosong.", "Add a programme_manager with an empty region."
        ),
    ),
    "none_listed": (
        Phrase("Tidak ada daerah yang akan dimulai.", "No region would be started."),
        Phrase("Beri status listed pada daerah yang ikut.", "Give those that take part the status listed."),
    ),
    "day_of_the_country": (
        Phrase("Ini hari libur nasional.", "This is a day of the whole country."),
        Phrase("Keluarkan; kalender nasional sudah dikenal.", "Take it out: the national calendar is known."),
    ),
    "kind_bad": (
        Phrase("Jenis hari ini tidak dikenal.", "This kind of day is unknown."),
        Phrase("Tulis regional.", "Write regional."),
    ),
    "day_twice": (Phrase("Hari ini sudah ada di baris lain.", "The day is on another line already."), _ONE_OF_TWO),
    "day_contradicts": (
        Phrase("Hari ini libur di sini dan hari kerja di baris lain.", "The day is off here and counts elsewhere."),
        _ONE_OF_TWO,
    ),
    "weekend": (
        Phrase("Hari Sabtu atau Minggu sudah libur.", "Saturday and Sunday are off already."),
        Phrase("Hapus baris, atau perbaiki tanggal.", "Delete the row, or correct the date."),
    ),
    "region_unwanted": (
        Phrase("Hari ini berlaku nasional.", "This day is the whole country's."),
        Phrase("Tulis jenis regional, atau kosongkan region.", "Write regional, or leave the region empty."),
    ),
    "region_missing": (Phrase("Daerah kosong.", "The region is missing."), _CODE),
    "region_bad": (Phrase("Ini bukan kode daerah atau provinsi.", "This is no code of a region or province."), _CODE),
    "policy_rule": (
        Phrase("Kebijakan melanggar satu aturan.", "The policy breaks a rule."),
        Phrase("Perbaiki tempat ini dalam berkas kebijakan.", "Mend this place in the policy's file."),
    ),
    "not_toml": (
        Phrase("Berkas kebijakan bukan TOML.", "The policy is not TOML."),
        Phrase("Perbaiki di baris yang disebut.", "Mend it where it says."),
    ),
}
"""By the name of a problem: what is wrong, and what to do."""

KNOWS_MORE = frozenset(
    {
        "in_open_cohort",
        "code_twice",
        "name_twice",
        "name_mismatch",
        "kind_mismatch",
        "code_unknown",
        "code_outdated",
        "region_ended",
        "time_zone_mismatch",
        "province_mismatch",
        "zone_twice",
        "day_twice",
        "day_contradicts",
        "policy_rule",
        "not_toml",
        "column_missing",
        "column_unknown",
        "too_many_values",
        "too_few_values",
    }
)
"""Problems whose message has facts that the words here do not have."""

_UNSAID = (
    Phrase("Ada yang belum benar.", "Something is not right."),
    Phrase("Baca rinciannya.", "Read the detail."),
)


def finding(problem: FileProblem, value: str, language: Language) -> Finding:
    """A problem of a file, as a line of the table; `value` is what stands in the file there."""
    wrong, todo = PROBLEMS.get(problem.problem, _UNSAID)
    said = problem.problem in KNOWS_MORE or problem.problem not in PROBLEMS
    return Finding(
        file=FILES[problem.file].into(language),
        line=problem.line,
        column=problem.column,
        value=value,
        wrong=wrong.into(language),
        todo=todo.into(language),
        detail=worded("why", problem.message, language, {}) if said else None,
    )
