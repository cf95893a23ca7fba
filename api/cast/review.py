"""What the cast does in the mentor review: submit, judge, answer, decide on more rounds."""

from __future__ import annotations

from api.cast import sample
from api.cast.scene import Play, Scene
from domain import facts, messages
from domain.values import Answer, ChapterName, Comment
from domain.vocabulary import Role, Task, Verdict

STRATEGY = (
    "Strategi belum terukur. Kaitkan setiap subdimensi dengan sasaran yang memiliki indikator dan tahun capaian.",
    "Kaitan antara hasil analisis kesenjangan pada Buku 1 dan strategi pada bab ini belum tampak. Mohon dipertegas.",
)
"""What mentors remark on the strategy, in turn."""
ACTION_PLAN = (
    "Lengkapi indikator, OPD penanggung jawab, dan sumber data pada setiap baris rencana aksi.",
    "Periksa kembali kesesuaian tahun pelaksanaan dengan kemampuan anggaran dan urutan pada peta jalan.",
)
"""What mentors remark on the action plan, in turn."""
ANSWERS = (
    "Sudah diperbaiki pada bab terkait: rumusan dipertajam, dan sasaran serta indikatornya ditambahkan.",
    "Catatan diterima. Uraian dilengkapi setelah dibahas bersama OPD penanggung jawab.",
    "Sudah disesuaikan dengan RPJMD dan diselaraskan dengan bab lain yang berkaitan.",
)
"""What the region answers, in turn."""


def review(scene: Scene, task: Task) -> Play:
    """The act that a task of drafting's end or of the review asks for."""
    at = scene.turn_taken()
    if task is Task.SUBMIT:
        return _submit(scene)
    if task is Task.REVISE:
        return _revise(scene)
    if task is Task.DECIDE_ROUNDS:
        reason = "Catatan yang tersisa hanya menyangkut satu bab"
        choice = messages.DecideRounds(choice=facts.RoundsChoice.ANOTHER_ROUND, reason=reason)
        return scene.play(at, Role.PROGRAMME_MANAGER, choice)
    return _verdict(scene)


def _submit(scene: Scene) -> Play:
    """The plan first, then chapters that no session worked on, then all of it."""
    journey, at = scene.journey, scene.turn_taken()
    if not journey.programmes:
        plan = messages.SavePlan(
            action_plan=sample.action_plan(journey),
            quick_wins=sample.quick_wins(journey.policy.quick_wins_minimum),
            distinctiveness=sample.distinctiveness(journey),
        )
        return scene.play(scene.after(1), Role.TEAM_CHAIR, plan)
    every = (ChapterName(book=b, chapter=c) for b, c in journey.policy.chapters())
    missing = tuple(name for name in every if journey.chapter(name) is None)
    if missing:
        return scene.play(scene.after(1), Role.TEAM_CHAIR, messages.SaveChapters(saves=scene.saves(missing)))
    return scene.play(at, Role.TEAM_CHAIR, messages.Submit())


def _revise(scene: Scene) -> Play:
    journey = scene.journey
    answered = {answer.comment for answer in journey.answers}
    unanswered = [comment for comment in journey.open_comments if comment.id not in answered]
    if not unanswered:
        return scene.play(scene.turn_taken(), Role.TEAM_CHAIR, messages.Submit())
    answers = tuple(
        Answer(comment=comment.id, text=ANSWERS[place % len(ANSWERS)]) for place, comment in enumerate(unanswered)
    )
    names = tuple(dict.fromkeys(comment.chapter for comment in unanswered))
    reply = messages.AnswerComments(answers=answers, saves=scene.saves(names))
    return scene.play(scene.after(1), Role.TEAM_MEMBER, reply)


def _verdict(scene: Scene) -> Play:
    """The verdict of the first mentor who has given none; they agree on whether it is to be revised."""
    journey = scene.journey
    current = journey.round
    given = [verdict.mentor for verdict in current.verdicts] if current else []
    mentor = next(mentor for mentor in journey.holders(Role.MENTOR) if mentor not in given)
    number, first = len(journey.rounds), 2 * len(given) + 1
    place = (number + len(given)) % len(STRATEGY)
    revise = sum(1 for earlier in journey.rounds if earlier.accepted is False) < scene.traits.revisions
    comments = (
        Comment(id=f"r{number}-{first}", chapter=scene.late_chapter(5), text=STRATEGY[place]),
        Comment(id=f"r{number}-{first + 1}", chapter=scene.late_chapter(4), text=ACTION_PLAN[place]),
    )
    verdict = messages.GiveVerdict(
        round=number,
        verdict=Verdict.REVISE if revise else Verdict.ACCEPT,
        scores=sample.scores(scene.score(2 if revise else 1)),
        comments=comments if revise else (),
    )
    return scene.play(scene.turn_taken(), Role.MENTOR, verdict, who=mentor)
