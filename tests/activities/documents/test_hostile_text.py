"""Attacks by text: what a chapter says is printed or refused, and never run, read or fetched."""

from __future__ import annotations

import asyncio
import base64
import io
import zipfile
from collections.abc import Sequence

import pypdf
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from activities.documents.blocks import ChapterRefused
from activities.documents.book import gather_book
from activities.documents.book_docx import write_docx
from activities.documents.book_pdf import write_pdf
from domain.policy import BookPolicy, ChapterPolicy
from domain.words.phrase import Language
from tests.activities.documents.book_sample import AT, drawing, journey

SECRET = "ISI-RAHASIA-7391"

ATTACKS = (
    pytest.param('#read("/etc/passwd")', ("#read(", "/etc/passwd"), id="typst reads a file"),
    pytest.param('#import "@preview/x:1.0.0"', ("#import",), id="typst imports a package"),
    pytest.param('#sys.inputs #eval("1+1") #panic()', ("#sys.inputs", "#eval(", "#panic()"), id="typst code"),
    pytest.param("= Judul $x^2$ @ref <label> `kode` *a* _b_", ("$x^2$", "@ref", "<label>"), id="typst markup"),
    pytest.param('```{=typst}\n#read("data.json")\n```', ("#read(", "data.json"), id="raw block of typst"),
    pytest.param('`#read("data.json")`{=typst}', ("#read(",), id="raw inline of typst"),
    pytest.param("```{.include}\n/etc/passwd\n```", ("/etc/passwd",), id="include block"),
    pytest.param("!include /etc/passwd\n\n{{< include /etc/passwd >}}", ("!include",), id="include directives"),
    pytest.param("<script>alert(1)</script>\n\n<b>x</b>", ("<script>alert(1)</script>", "<b>x</b>"), id="html"),
    pytest.param("\\input{/etc/passwd} $\\input{/etc/passwd}$", ("\\input{/etc/passwd}",), id="latex"),
    pytest.param("---\ntitle: x\ncss: /etc/passwd\n---\n\nteks", ("css:", "teks"), id="metadata block"),
    pytest.param("![a](file:///etc/passwd)", ("file:///etc/passwd",), id="picture of a file"),
    pytest.param("![a](/etc/passwd)", ("/etc/passwd",), id="picture by a path"),
    pytest.param("![a](../../x.png)", ("../../x.png",), id="picture above the folder"),
    pytest.param("![a](data.json)", ("data.json",), id="picture of the data"),
    pytest.param("![a](http://127.0.0.1:1/x.png)", ("http://127.0.0.1:1/x.png",), id="picture on the net"),
    pytest.param(f"![a](sha256:{'0' * 64})", ("sha256:",), id="picture that is not stored"),
    pytest.param("[a](file:///etc/passwd) [b](javascript:alert)", ("javascript:alert",), id="links to run"),
    pytest.param(
        f"![a](data:image/png;base64,{base64.b64encode(drawing()).decode()})",
        ("data:image/png",),
        id="picture in place",
    ),
)


def printed(pdf: bytes) -> str:
    """All text of a PDF, without the places where words may break."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages)
    return "".join(text.replace("\u200b", "").split())


async def write_book(texts: Sequence[str]) -> tuple[bytes, bytes]:
    """A book with a chapter for each text, as PDF and as DOCX."""
    chapters = tuple(ChapterPolicy(key=f"bab-{n}", title=f"Bab {n}") for n in range(len(texts)))
    policy = BookPolicy(key="buku", title="Buku", chapters=chapters)
    state = journey()
    state = state.model_copy(update={"policy": state.policy.model_copy(update={"books": (policy,)}), "programmes": ()})
    given = {chapter.key: text for chapter, text in zip(chapters, texts, strict=True)}
    book = await gather_book(state, "buku", given, {}, at=AT, check_url=None, language=Language.ID)
    return await write_pdf(book), await write_docx(book)


@pytest.fixture(scope="module")
async def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes, bytes]:
    """A book whose chapters are the attacks: what it prints, its PDF, its DOCX."""
    secret = tmp_path_factory.mktemp("secret") / "s.txt"
    secret.write_text(SECRET)
    attacks = [str(case.values[0]) for case in ATTACKS]
    more = [attack.replace("/etc/passwd", str(secret)) for attack in attacks if "/etc/passwd" in attack]
    pdf, docx = await write_book([*attacks, *more])
    return printed(pdf), pdf, docx


@pytest.mark.parametrize(("attack", "shown"), ATTACKS)
async def test_an_attack_is_printed(attack: str, shown: tuple[str, ...], attacked: tuple[str, bytes, bytes]) -> None:
    """An attack stands on the page as it was written."""
    for part in shown:
        assert part.replace(" ", "") in attacked[0]


async def test_attacks_read_and_draw_nothing(attacked: tuple[str, bytes, bytes]) -> None:
    """No content of a file comes into PDF or DOCX, and no picture is in them."""
    text, pdf, docx = attacked
    assert SECRET not in text
    assert "root:x:" not in text
    assert '"chapters":' not in text
    assert not any(page.images for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert not [name for name in archive.namelist() if "media" in name]
        document = archive.read("word/document.xml").decode()
    assert SECRET not in document
    assert "root:x:" not in document


MEAN = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="#$`*_[](){}<>|~^\\!&-+=:;\"'\n\t @0a", max_size=300),
    st.text(alphabet="aئ\u0651\u0301\u200d\u202e\u0e33\ufdfa\U0001f468\u20e3́b \n", max_size=120),
)


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(MEAN, min_size=4, max_size=8))
def test_any_text_is_typeset_or_refused_by_name(texts: list[str]) -> None:
    """Whatever a chapter says, it becomes a book, or a refusal that names its reason."""
    try:
        pdf, docx = asyncio.run(write_book(["\n\n".join(texts)]))
    except ChapterRefused as refused:
        event(refused.reason)
        return
    assert pdf.startswith(b"%PDF-")
    assert docx.startswith(b"PK")
