"""One well-formed act of every kind, for tests that ask who may do it rather than what it does."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain import facts, messages
from domain.messages import OrdinaryAct, RepairAct
from domain.values import Answer, QuickWinResult, Workplace
from domain.vocabulary import Outcome, QuickWinOutcome, RepairKind, Role, Stage, StopCause, TimeZone
from tests.domain.builders import (
    adoption,
    chapter,
    comment,
    commitment,
    default_policy,
    document,
    examination,
    gate,
    plan,
    session_record,
    verdict,
    whole_plan,
)

DAY = date(2019, 7, 3)

ACTS: tuple[OrdinaryAct, ...] = (
    messages.PassGates(gates=(gate(),)),
    messages.PassGateProvisionally(gate="mou", reason="Menunggu tanda tangan.", due_on=DAY),
    messages.AssignMentors(mentors=("mentor-a",), officer="ministry-officer"),
    messages.DeclareInterest(conflict=False, statement="Tidak ada."),
    messages.ProposeSessions(plans=(plan(1, DAY),)),
    messages.ConfirmSessions(numbers=(1,)),
    messages.MoveSession(number=1, days=(DAY,), place="Sleman", reason="Bentrok."),
    session_record(1, (DAY,)),
    messages.HandIn(number=1, chapters=(chapter(),)),
    messages.CommentHandIn(number=1, comments=(comment(),)),
    messages.SaveChapters(saves=(facts.ChapterFacts(name=chapter(), document=document(), based_on=0),)),
    whole_plan(),
    messages.Submit(),
    verdict(1),
    messages.AnswerComments(answers=(Answer(comment="k-1", text="Sudah."),)),
    messages.DecideRounds(choice=facts.RoundsChoice.ANOTHER_ROUND, reason="Hampir."),
    commitment(DAY),
    messages.ScheduleExamination(slot=datetime(2019, 11, 4, 2, 0, tzinfo=UTC), examiners=("examiner-a",)),
    messages.PreparePresentation(slides=document("paparan")),
    examination(),
    messages.Endorse(step="kementerian-mitra", agency="kemendagri", outcome=Outcome.YES),
    messages.DecideAsOwner(outcome=Outcome.YES),
    adoption(DAY),
    messages.MeetObligation(obligation="rpjmd", met_on=DAY, evidence=document("rpjmd")),
    messages.Withdraw(reason="Anggaran dialihkan."),
    messages.AppointMember(person="orang-baru", role=Role.TEAM_MEMBER),
    messages.ReplaceMember(role=Role.TEAM_MEMBER, outgoing="team-member", incoming="orang-baru", reason="Mutasi."),
    messages.ReleaseMember(role=Role.TEAM_MEMBER, person="team-member", reason="Pensiun."),
    messages.ChooseAsNewHead(choice=facts.HeadChoice.KEEP, reason="Dilanjutkan."),
    messages.ProposeMentorChange(outgoing="mentor-a", incoming="mentor-c", reason="Sakit."),
    messages.DecideMentorChange(approve=True, reason="Setuju."),
    messages.CorrectFact(seq=4, fact=messages.PassGates(gates=(gate(),)), reason="Salah tanggal."),
    messages.PauseJourney(
        cause=StopCause.DISASTER, reason="Gempa.", approved_by="Direktur", resumes_on=date(2019, 8, 1)
    ),
    messages.ResumeJourney(reason="Kantor sudah dibuka."),
    messages.AskExtension(days=5, reason="Data terlambat."),
    messages.DecideExtension(choice=facts.ExtensionChoice.GRANT, reason="Wajar."),
    messages.GrantTime(days=5, reason="Banjir."),
    messages.Remind(note="Mohon didahulukan."),
    messages.ChangeCalendar(decree="Keppres 10/2019", off=(DAY,)),
    messages.RecordWorkplaces(workplaces=(Workplace(person="mentor-a", zone=TimeZone.WIT),)),
    messages.UploadBook(book="buku-1", file=document("buku-1.docx"), found=(("bab-1", document("bab-1")),)),
    messages.PublishEdition(changes="Rencana aksi diperbarui."),
    messages.WithdrawPublication(reason="Data salah."),
    messages.CheckQuickWins(
        obligation="quick-wins-6",
        checked_on=DAY,
        results=(QuickWinResult(name="Quick win governance", outcome=QuickWinOutcome.ACHIEVED),),
    ),
    messages.SignDocument(
        key="assessment-letter.2", number="B.1/2019", signed=document("surat.pdf"), office="Direktur LAIP"
    ),
    messages.DecideReassignment(approve=True, reason="Setuju."),
    messages.ContestAct(seq=4, reason="Bukan saya."),
    messages.ResolveContest(seq=4, upheld=True, reason="Benar."),
)
"""One of every kind that people send."""

REPAIRS: tuple[RepairAct, ...] = (
    messages.MoveBack(stage=Stage.DRAFTING, reason="Buku keliru.", confirmed_by="programme-manager"),
    messages.ChangePolicy(policy=default_policy(), reason="Tenggat baru.", confirmed_by="programme-manager"),
    messages.RenewDocument(document="session-minutes.9", reason="Nama salah."),
    messages.NoteRepair(repair=RepairKind.RUN_NOW, number=7, about="record", reason="Server kembali."),
)
"""One of every kind that repairs send."""
