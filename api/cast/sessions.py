"""What the cast does about the bimtek sessions: plan, agree, hold, hand in, comment."""

from __future__ import annotations

from datetime import date, timedelta

from api.cast import sample
from api.cast.scene import Play, Scene
from domain import facts, messages
from domain.stages import next_session
from domain.values import ChapterName, Comment
from domain.vocabulary import Party, Role, Task

ATTENDANCE = 80
APART = 18
"""Working days between the first days of two sessions."""
NOTICE = 6
"""Working days from the proposal to the first session."""
REMARKS = (
    "Perjelas data dasar: cantumkan sumber dan tahunnya, dan pisahkan keadaan sekarang dari keadaan yang diharapkan.",
    "Pertegas hubungan antara isu strategis, visi, dan sasaran. Sebagian sasaran belum memiliki indikator.",
    "Quick win perlu menunjukkan manfaat langsung bagi warga dalam 6 sampai 12 bulan. Lengkapi penanggung jawabnya.",
    "Seragamkan istilah dan angka di ketiga buku, dan pastikan ringkasan sesuai dengan rencana aksi.",
)
"""What mentors remark on the hand-in after each session, in turn."""


def session(scene: Scene, task: Task) -> Play:
    """The act that the next session asks for."""
    journey, at = scene.journey, scene.turn_taken()
    following = next_session(journey)
    if following is None:
        raise ValueError("no session is open")
    if task is Task.PROPOSE_SESSION:
        plans = _plans(scene, journey.calendar.after(scene.day(at), NOTICE))
        return scene.play(at, Role.MINISTRY_OFFICER, messages.ProposeSessions(plans=plans))
    if task is Task.CONFIRM_SESSION:
        open_numbers = tuple(s.number for s in journey.sessions if s.plan is not None and not s.confirmed)
        role = Role.COORDINATOR if following.proposed_by is Party.PROGRAMME else Role.MINISTRY_OFFICER
        return scene.play(at, role, messages.ConfirmSessions(numbers=open_numbers))
    plan = following.plan
    if plan is None:
        raise ValueError("the session has no plan")
    if task is Task.ATTEND_SESSION and scene.traits.moves_session and following.number == 2 and _as_planned(scene):
        days = tuple(journey.calendar.after(day, 4) for day in plan.days)
        moved = messages.MoveSession(**{**plan.model_dump(), "days": days}, reason="Rapat paripurna DPRD")
        return scene.play(journey.turn.since + timedelta(minutes=1), Role.COORDINATOR, moved)
    record = messages.RecordSession(
        number=following.number,
        held_on=plan.days,
        attendance=ATTENDANCE,
        attendance_list=scene.paper("Daftar hadir bimtek", following.number),
        minutes=scene.paper("Berita acara bimtek", following.number),
        output=scene.paper("Keluaran bimtek", following.number),
    )
    recorded_on = scene.noon(journey.calendar.after(plan.days[-1], 1))
    return scene.play(max(at, recorded_on), Role.MINISTRY_OFFICER, record)


def _plans(scene: Scene, first: date) -> tuple[facts.SessionPlanFacts, ...]:
    """All sessions at once, about a month apart; a mentor's regions fall on different days."""
    journey, calendar = scene.journey, scene.journey.calendar
    mentors = journey.holders(Role.MENTOR)
    shift = 3 if scene.diary is None and scene.traits.number >= sample.MENTORS else 0
    found: list[facts.SessionPlanFacts] = []
    for nth, policy in enumerate(p for p in journey.policy.sessions if journey.session(p.number).plan is None):
        start = calendar.after(first, shift + APART * nth)
        if found and start <= found[-1].days[-1]:
            start = calendar.after(found[-1].days[-1], 1)
        days = _free_days(scene, mentors, start)
        place = f"Kantor Bappeda {journey.region.name}"
        found.append(facts.SessionPlanFacts(number=policy.number, days=days, place=place, mentors=mentors))
    return tuple(found)


def _free_days(scene: Scene, mentors: tuple[str, ...], start: date) -> tuple[date, date]:
    """Two working days in a row, from `start` on, on which the mentors are free as far as a diary tells."""
    calendar, diary = scene.journey.calendar, scene.diary
    while True:
        days = (start, calendar.after(start, 1))
        if diary is None or all(diary.free(mentor, day) for mentor in mentors for day in days):
            return days
        start = days[1]


def _as_planned(scene: Scene) -> bool:
    plans = [s.plan for s in scene.journey.sessions if s.number in (1, 2) and s.plan is not None]
    return scene.journey.calendar.between(plans[0].days[0], plans[1].days[0]) <= APART


def hand_in(scene: Scene, task: Task) -> Play:
    """The hand-in after a session, or the mentor's comments on it."""
    journey, at = scene.journey, scene.turn_taken()
    following = next_session(journey)
    if following is None:
        raise ValueError("no session is open")
    books = journey.policy.sessions[following.number - 1].output
    every = tuple(ChapterName(book=b, chapter=c) for b, c in journey.policy.chapters())
    names = tuple(name for name in every if name.book in books) or every[:1]
    if task is Task.HAND_IN:
        new = tuple(name for name in names if journey.chapter(name) is None) or names[:1]
        act = messages.HandIn(number=following.number, chapters=names, saves=scene.saves(new))
        return scene.play(at, Role.TEAM_CHAIR, act)
    remark = REMARKS[(following.number - 1) % len(REMARKS)]
    comment = Comment(id=f"s{following.number}-1", chapter=names[0], text=remark)
    return scene.play(at, Role.MENTOR, messages.CommentHandIn(number=following.number, comments=(comment,)))
