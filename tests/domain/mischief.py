"""Acts that are sometimes right and mostly not: what people at random do in `tests.domain.test_properties`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from domain import facts, messages
from domain.messages import Act
from domain.values import Answer, QuickWinResult, Workplace
from domain.vocabulary import Outcome, QuickWinOutcome, Role, Stage, StopCause, TimeZone
from tests.domain.builders import (
    MENTORS,
    STANDING_ROLES,
    adoption,
    chapter,
    comment,
    commitment,
    document,
    examination,
    gate,
    modification,
    person,
    plan,
    quick_wins,
    save,
    scores,
    session_record,
    upload,
    verdict,
)
from tests.domain.cast import Play

PEOPLE = (*MENTORS, "mentor-c", "examiner-a", "orang-baru", *(person(role) for role in STANDING_ROLES))

MISCHIEF: tuple[Callable[[Play, int], Act], ...] = (
    lambda p, n: messages.PassGates(gates=(gate(("mou", "sk-dewan", "sk-tim")[n % 3], p.today),)),
    lambda p, n: messages.PassGateProvisionally(
        gate=("mou", "sk-dewan", "sk-tim")[n % 3], reason="Menyusul.", due_on=p.today + timedelta(days=n + 1)
    ),
    lambda p, n: messages.AssignMentors(mentors=(PEOPLE[n % 4],), officer=person(Role.MINISTRY_OFFICER)),
    lambda p, n: messages.DeclareInterest(conflict=n % 2 == 0, statement="Pernyataan."),
    lambda p, n: messages.ProposeSessions(plans=(plan(n % 4 + 1, p.today + timedelta(days=7 * (n % 5))),)),
    lambda p, n: messages.ConfirmSessions(numbers=(n % 4 + 1,)),
    lambda p, n: messages.MoveSession(
        number=n % 4 + 1, days=plan(1, p.today + timedelta(days=n)).days, place="Sleman", reason="Bentrok."
    ),
    lambda p, n: session_record(n % 4 + 1, (p.today - timedelta(days=n % 3),)),
    lambda p, n: messages.HandIn(number=n % 4 + 1, chapters=(chapter(),)),
    lambda p, n: messages.CommentHandIn(number=n % 4 + 1),
    lambda p, n: messages.SaveChapters(saves=(save(p.journey, chapter(), f"versi {n}"),)),
    lambda p, n: messages.SavePlan(quick_wins=facts.QuickWinsFacts(quick_wins=quick_wins().quick_wins[: n % 3 + 1])),
    lambda p, n: messages.Submit(),
    lambda p, n: verdict(max(len(p.journey.rounds), 1), n % 2 == 0, (comment(f"k-{p.journey.seq}"),)),
    lambda p, n: messages.GiveVerdict(round=1, verdict="accept", scores=scores()),
    lambda p, n: messages.AnswerComments(answers=(Answer(comment=_first_comment(p), text="Sudah."),)),
    lambda p, n: messages.MoveBack(
        stage=list(Stage)[n % len(Stage)], reason="Keliru.", confirmed_by=person(Role.PROGRAMME_MANAGER)
    ),
    lambda p, n: messages.ChangePolicy(
        policy=p.journey.policy.model_copy(
            update={
                "version": n + 1,
                "turns": {task: max(days + n - 2, 1) for task, days in p.journey.policy.turns.items()},
            }
        ),
        reason="Versi lain.",
        confirmed_by=person(Role.PROGRAMME_MANAGER),
    ),
    lambda p, n: messages.DecideRounds(choice=list(facts.RoundsChoice)[n % 2], reason="Ditimbang."),
    lambda p, n: commitment(p.today, PEOPLE[n % len(PEOPLE)]),
    lambda p, n: messages.ScheduleExamination(slot=p.now + timedelta(days=n - 2), examiners=(PEOPLE[n % 6],)),
    lambda p, n: messages.PreparePresentation(slides=document("paparan")),
    lambda p, n: examination(**(modification(f"p-{p.journey.seq}") if n % 2 else {})),
    lambda p, n: messages.Endorse(
        step="kementerian-mitra",
        agency=("kemendagri", "bappenas", "pupr")[n % 3],
        **(modification(f"p-{p.journey.seq}") if n % 2 else {"outcome": Outcome.YES}),
    ),
    lambda p, n: messages.DecideAsOwner(
        **(modification(f"p-{p.journey.seq}") if n % 3 == 0 else {"outcome": Outcome.YES_WITH_NOTES})
    ),
    lambda p, n: adoption(p.today),
    lambda p, n: messages.MeetObligation(obligation="rpjmd", met_on=p.today, evidence=document("rpjmd")),
    lambda p, n: messages.ChooseAsNewHead(choice=list(facts.HeadChoice)[n % 3], reason="Ditimbang."),
    lambda p, n: messages.ProposeMentorChange(
        outgoing=PEOPLE[n % 3], incoming=PEOPLE[(n + 1) % len(PEOPLE)], reason="Sakit."
    ),
    lambda p, n: messages.DecideMentorChange(approve=n % 3 != 0, reason="Ditimbang."),
    lambda p, n: messages.CorrectFact(seq=n + 1, fact=messages.PassGates(gates=(gate(),)), reason="Salah."),
    lambda p, n: messages.CorrectFact(seq=p.journey.seq, fact=commitment(p.today), reason="Salah."),
    lambda p, n: messages.PauseJourney(
        cause=list(StopCause)[n % 4], reason="Gempa.", approved_by="Direktur", resumes_on=p.today + timedelta(days=n)
    ),
    lambda p, n: messages.ResumeJourney(reason="Kantor sudah dibuka."),
    lambda p, n: messages.AskExtension(days=n % 6 + 1, reason="Data terlambat."),
    lambda p, n: messages.DecideExtension(choice=list(facts.ExtensionChoice)[n % 3], days=n % 3, reason="Ditimbang."),
    lambda p, n: messages.GrantTime(days=n % 6 + 1, reason="Banjir."),
    lambda p, n: messages.Remind(note=("Mohon didahulukan.", None)[n % 2]),
    lambda p, n: messages.ChangeCalendar(decree=f"SKB {n}", off=(p.today + timedelta(days=n - 3),)),
    lambda p, n: messages.ChangeCalendar(
        decree=f"Perbup {n}",
        regional_off=(p.today + timedelta(days=n),),
        working=p.journey.calendar.days_off[60 + n : 61 + n],
    ),
    lambda p, n: messages.RecordWorkplaces(
        workplaces=(
            Workplace(person=PEOPLE[n % 4], zone=list(TimeZone)[n % 3], days_off=(p.today + timedelta(days=n),)),
        )
    ),
    lambda p, n: messages.DecideReassignment(approve=n % 3 != 0, reason="Ditimbang."),
    lambda p, n: upload(p.journey, ("buku-1", "buku-2", "buku-9")[n % 3], f"unggahan {n % 5}"),
    lambda p, n: messages.PublishEdition(changes="Diperbarui."),
    # Rare: nothing can be published after it.
    lambda p, n: (
        messages.WithdrawPublication(reason="Data salah.") if n == 7 else messages.PublishEdition(changes="Baru.")
    ),
    lambda p, n: messages.CheckQuickWins(
        obligation=("quick-wins-6", "quick-wins-12", "rpjmd")[n % 3],
        checked_on=p.today - timedelta(days=n),
        results=tuple(
            QuickWinResult(name=win.name, outcome=list(QuickWinOutcome)[n % 3])
            for win in quick_wins().quick_wins[: n % 4 or 3]
        ),
    ),
    lambda p, n: messages.ContestAct(seq=max(p.journey.seq - n, 1), reason="Bukan saya."),
    lambda p, n: messages.ResolveContest(seq=max(p.journey.seq - n, 1), upheld=n % 2 == 0, reason="Ditanyakan."),
)
"""Acts that are sometimes right and mostly not, made from the state and a number."""


def _first_comment(play: Play) -> str:
    return play.journey.open_comments[0].id if play.journey.open_comments else "k-0"
