"""Files of small cohorts for tests: regions that are in no sample file, as CSV and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
from openpyxl import Workbook

POLICY = Path("deploy/policies/intake-2019.toml")
HEADER = "code,name,province,time_zone,status"
PEOPLE_HEADER = "region,role,id,name,email"
MANAGER_ROW = ",programme_manager,pengelola-program,Pengelola Program (SIMULASI),pengelola-program@example.go.id"
SIBOLGA = "12.73,Kota Sibolga,Sumatera Utara,WIB,listed"
BINJAI = "12.75,Kota Binjai,Sumatera Utara,WIB,listed"
BITUNG = "71.72,Kota Bitung,Sulawesi Utara,WITA,listed"
KARO = "12.06,Kabupaten Karo,Sumatera Utara,WIB,listed"
NIAS = "12.04,Kabupaten Nias,Sumatera Utara,WIB,listed"
DAIRI = "12.11,Kabupaten Dairi,Sumatera Utara,WIB,listed"
TIDORE = "82.72,Kota Tidore Kepulauan,Maluku Utara,WIT,listed"


def text(header: str, *rows: str) -> bytes:
    """A CSV file."""
    return "\n".join((header, *rows, "")).encode()


def regions(*rows: str) -> bytes:
    """A cohort's file."""
    return text(HEADER, *rows)


def people(*rows: str) -> bytes:
    """A people's file with the sample programme manager."""
    return text(PEOPLE_HEADER, MANAGER_ROW, *rows)


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def begin(
    client: httpx2.AsyncClient,
    cohort: str,
    *rows: str,
    named: bytes | None = None,
    key: str | None = None,
    **fields: str,
) -> httpx2.Response:
    """Start a cohort of some regions over HTTP."""
    return await client.post(
        "/cohorts",
        data={"id": cohort, "simulated": "true", **fields},
        files={
            "file": ("angkatan.csv", regions(*rows)),
            "people": ("orang.csv", people() if named is None else named),
            "policy_file": ("kebijakan.toml", POLICY.read_bytes()),
        },
        headers={"Idempotency-Key": key or f"mulai-{cohort}"},
    )
