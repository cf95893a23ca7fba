"""Incidents of what people are told: messages, letters, endpoints; and of a mentor's day that is taken twice."""

from __future__ import annotations

from api.incidents.shape import IncidentKind, Severity, Way
from domain.words.phrase import Phrase

BY_HAND = Way(
    Phrase(
        "Sampaikan pesannya lewat telepon atau WhatsApp; teksnya sudah siap.",
        "Pass the message on by telephone or WhatsApp; its text is ready.",
    ),
    "bimtek notify waiting --texts",
    page="/operations/messages?view=by_hand&journey={journey}",
)

KINDS_OF_MESSAGES: tuple[IncidentKind, ...] = (
    IncidentKind(
        name="message_not_delivered",
        title=Phrase("Pesan tidak sampai", "A message does not arrive"),
        means=Phrase(
            "Server menolak alamatnya, alamatnya tidak diketahui, atau lima hari percobaan sia-sia. Penerimanya "
            "mungkin belum tahu bahwa gilirannya sudah tiba atau tenggatnya sudah dekat.",
            "The server refuses the address, none is known, or five days of attempts were in vain. Its receiver may "
            "not know that it is his turn, or that time is short.",
        ),
        affects=Phrase("Penerima yang disebut di bawah.", "The receivers named below."),
        ways=(
            BY_HAND,
            Way(
                Phrase(
                    "Minta koordinator atau pengelola program membetulkan alamatnya, lalu kirim lagi.",
                    "Have the coordinator or the programme manager correct the address, then send it again.",
                ),
                page="/journeys/{journey}/people",
                repair="send_again",
            ),
            Way(Phrase("Lalu nyatakan insiden ini selesai.", "Then resolve this incident.")),
        ),
        severity=Severity.SOON,
        by_itself=False,
        drill=Phrase(
            "mengirim pesan kepada orang contoh yang alamatnya dihapus; --end mengembalikannya",
            "sends a message to a sample person whose address was taken away; --end gives it back",
        ),
    ),
    IncidentKind(
        name="letter_incomplete",
        title=Phrase("Pesan tidak dapat ditulis", "A message cannot be written"),
        means=Phrase(
            "Templat pesan tidak ada, atau meminta sesuatu yang tidak ada; pesannya menunggu dalam antrean.",
            "There is no such letter, or it asks for something that is not there; the message waits.",
        ),
        affects=Phrase("Penerima pesan itu belum diberi tahu.", "The receiver of that message is not told."),
        ways=(
            Way(
                Phrase(
                    "Berikan rinciannya kepada pengembang. Setelah templat diperbaiki, pesan dikirim sendiri.",
                    "Give the detail to the developers. Once the template is mended the message leaves by itself.",
                ),
                "bimtek notify templates",
            ),
            Way(Phrase("Tanpa menunggu: kirim lagi.", "Without waiting: send it again."), repair="send_again"),
            BY_HAND,
            Way(Phrase("Lalu nyatakan insiden ini selesai.", "Then resolve this incident.")),
        ),
        severity=Severity.SOON,
        by_itself=False,
        drill=Phrase(
            "mengirim pesan dengan templat yang tidak ada; --end menariknya",
            "sends a message with a letter that there is not; --end withdraws it",
        ),
    ),
    IncidentKind(
        name="endpoint_refuses",
        title=Phrase("Sistem lain menolak pemberitahuan", "Another system refuses what it is told"),
        means=Phrase(
            "Sistem yang terhubung lewat webhook tidak menerima kabar tentang perjalanan ini. Orang tetap dikabari.",
            "A system that is connected by a webhook does not take news of this journey. People are still told.",
        ),
        affects=Phrase("Sistem yang disebut di rincian.", "The system named in the detail."),
        ways=(
            Way(
                Phrase(
                    "Hubungi pengelola sistem itu, atau keluarkan alamatnya dari BIMTEK_WEBHOOK_URLS; lalu nyatakan "
                    "insiden ini selesai.",
                    "Ask whoever runs that system, or take its address out of BIMTEK_WEBHOOK_URLS; then resolve this.",
                ),
                page="/operations/messages?view=all&journey={journey}",
            ),
        ),
        severity=Severity.SOON,
        by_itself=False,
        drill=Phrase(
            "memberi tahu alamat latihan di mesin ini yang menjawab 410",
            "tells an endpoint of the drill on this machine, which answers 410",
        ),
    ),
    IncidentKind(
        name="MentorBookedElsewhere",
        title=Phrase("Pembimbing terpakai dua kali pada satu hari", "A mentor is booked twice on one day"),
        means=Phrase(
            "Dua daerah menjadwalkan bimtek dengan pembimbing yang sama pada hari yang sama.",
            "Two regions have a session with the same mentor on the same day.",
        ),
        affects=Phrase("Kedua daerah, dan pembimbingnya.", "Both regions, and the mentor."),
        ways=(
            Way(
                Phrase("Minta salah satu daerah memindahkan jadwalnya.", "Ask one of the regions to move its session."),
                page="/journeys/{journey}/plan",
            ),
            Way(
                Phrase(
                    "Bila hari itu dipegang tanpa tindakan: lepaskan.",
                    "Where the day is held without an act: release it.",
                ),
                repair="release_claim",
                field="session",
                about=r"session (\d+):",
            ),
            Way(Phrase("Lalu nyatakan insiden ini selesai.", "Then resolve this incident.")),
        ),
        severity=Severity.SOON,
        by_itself=False,
        drill=Phrase(
            "mencatat hari seorang pembimbing contoh untuk dua daerah; --end melepaskannya",
            "records one day of a sample mentor for two regions; --end releases it",
        ),
    ),
)
"""Most pressing first."""
