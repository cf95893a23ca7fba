"""Decisions of operators about a journey that does not move by itself, as tables, and lives that go on after them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain import errors, messages
from domain.decisions.repairs import stages_behind
from domain.facts import HeadChoice
from domain.journey import catch_up
from domain.notices import notices
from domain.policy import Policy
from domain.projection import project
from domain.vocabulary import DocumentKind, RepairKind, Role, Stage, Status, StopCause, Task
from tests.domain.builders import comment, default_policy, documented_policy, person, policy, verdict
from tests.domain.cases import VARIANTS, Leads, Refused, at, one_after_another
from tests.domain.cast import Play
from tests.domain.test_decisions_documents import delivering, key_of, signing

SECOND = person(Role.PROGRAMME_MANAGER)
WHY = "Hasil telaah tertukar dengan daerah lain."

opened = at(Task.PASS_GATES)
drafting = at(Task.PROPOSE_SESSION)
reviewed = at(Task.GIVE_VERDICTS)
approving = at(Task.RECORD_EXAMINATION)
published = at()


def back(play: Play, stage: Stage, confirmed_by: str = SECOND, who: str = "operator-jaga") -> None:
    """An operator who is nobody in the journey moves it back."""
    play.do(messages.MoveBack(stage=stage, reason=WHY, confirmed_by=confirmed_by), Role.OPERATOR, who)


def to_policy(play: Play, after: Policy, confirmed_by: str = SECOND) -> None:
    """An operator changes the policy."""
    act = messages.ChangePolicy(policy=after, reason="Keputusan direktur.", confirmed_by=confirmed_by)
    play.do(act, Role.OPERATOR, "operator-jaga")


def renewing(play: Play, key: str) -> None:
    """An operator has a document made anew."""
    act = messages.RenewDocument(document=key, reason="Nama salah eja.")
    play.do(act, Role.OPERATOR, "operator-jaga")


def noting(play: Play) -> None:
    """An operator notes a repair."""
    act = messages.NoteRepair(repair=RepairKind.RUN_NOW, number=3, about="record", reason="Server kembali.")
    play.do(act, Role.OPERATOR, "operator-jaga")


def other(**changes: object) -> Policy:
    """The default policy in another version."""
    return policy(version=default_policy().version + 1, **changes)


def paused(play: Play) -> None:
    """The clock is stopped."""
    act = messages.PauseJourney(
        cause=StopCause.DISASTER, reason="Gempa.", approved_by="Direktur", resumes_on=play.today + timedelta(days=30)
    )
    play.do(act, Role.PROGRAMME_MANAGER)


def examined(play: Play) -> None:
    """The cast goes on until the owner decides, after the examination."""
    play.until(Task.DECIDE_AS_OWNER)


def without(policy_: Policy, part: str, number: int) -> Policy:
    """A policy without one item of a list."""
    items = [item for at, item in enumerate(getattr(policy_, part)) if at != number]
    return policy_.model_copy(update={part: tuple(items), "version": policy_.version + 1})


def _other_chapters(policy_: Policy) -> Policy:
    first, *rest = policy_.books
    chapter, *others = first.chapters
    renamed = first.model_copy(update={"chapters": (chapter.model_copy(update={"key": "bab-0"}), *others)})
    return policy_.model_copy(update={"books": (renamed, *rest), "version": policy_.version + 1})


def _second_round(play: Play) -> None:
    """The mentors ask for a revision, and the region has submitted again."""
    play.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR)
    delivering(play)
    play.until(Task.GIVE_VERDICTS)
    delivering(play)


REFUSED = {
    "an operator who confirms himself": Refused(
        reviewed, lambda p: back(p, Stage.DRAFTING, confirmed_by="operator-jaga"), errors.ConfirmedByOneself
    ),
    "a policy confirmed by oneself": Refused(
        reviewed, lambda p: to_policy(p, other(), confirmed_by="operator-jaga"), errors.ConfirmedByOneself
    ),
    "forward": Refused(drafting, lambda p: back(p, Stage.APPROVAL), errors.NotBehind, "kickoff"),
    "to the stage it is in": Refused(drafting, lambda p: back(p, Stage.DRAFTING), errors.NotBehind),
    "from the first stage": Refused(opened, lambda p: back(p, Stage.KICKOFF), errors.NotBehind, "none"),
    "after the end": Refused(published, lambda p: back(p, Stage.APPROVAL), errors.JourneyOver),
    "while the clock stands still": Refused(
        at(Task.GIVE_VERDICTS, then=paused), lambda p: back(p, Stage.DRAFTING), errors.ClockStopped
    ),
    "by somebody who is no operator": Refused(
        reviewed,
        lambda p: p.do(
            messages.MoveBack(stage=Stage.DRAFTING, reason=WHY, confirmed_by="operator-jaga"), Role.PROGRAMME_MANAGER
        ),
        errors.RoleNotAllowed,
        "operator",
    ),
    "the policy it has": Refused(reviewed, lambda p: to_policy(p, p.journey.policy), errors.PolicyUnchanged),
    "another policy": Refused(
        reviewed, lambda p: to_policy(p, other(name="intake-2030")), errors.PolicyDoesNotFit, "another policy"
    ),
    "a policy with other chapters": Refused(
        reviewed, lambda p: to_policy(p, _other_chapters(p.journey.policy)), errors.PolicyDoesNotFit, "chapters"
    ),
    "a policy without a session that was held": Refused(
        reviewed, lambda p: to_policy(p, without(p.journey.policy, "sessions", 3)), errors.PolicyDoesNotFit, "session"
    ),
    "a policy without a gate that is passed": Refused(
        reviewed, lambda p: to_policy(p, without(p.journey.policy, "gates", 0)), errors.PolicyDoesNotFit, "gate"
    ),
    "a policy without a step that is answered": Refused(
        at(Task.RECORD_EXAMINATION, then=examined),
        lambda p: to_policy(
            p,
            p.journey.policy.model_copy(
                update={"approvals": tuple(s for s in p.journey.policy.approvals if s.name != "penilaian")}
            ),
        ),
        errors.PolicyDoesNotFit,
        "approval step",
    ),
    "a book made anew": Refused(
        at(variant="documented", then=delivering),
        lambda p: renewing(p, key_of(p, DocumentKind.BOOK)),
        errors.BookNotRenewed,
        "new edition",
    ),
    "a document that there is not": Refused(
        at(Task.PASS_GATES, variant="documented", then=delivering),
        lambda p: renewing(p, "session-minutes.99"),
        errors.DocumentUnknown,
        "assessment-letter",
    ),
    "a signed letter made anew": Refused(
        at(Task.PASS_GATES, variant="documented", then=one_after_another(delivering, signing)),
        lambda p: renewing(p, key_of(p, DocumentKind.ASSESSMENT_LETTER)),
        errors.SignedAlready,
    ),
    "a review sheet of a round gone by": Refused(
        at(Task.GIVE_VERDICTS, variant="documented", then=_second_round),
        lambda p: renewing(p, key_of(p, DocumentKind.REVIEW_SHEET)),
        errors.DocumentOvertaken,
    ),
    "a document that the policy no longer knows": Refused(
        at(
            Task.PASS_GATES,
            variant="documented",
            then=one_after_another(delivering, lambda p: to_policy(p, _without_documents(p.journey.policy))),
        ),
        lambda p: renewing(p, key_of(p, DocumentKind.ASSESSMENT_LETTER)),
        errors.DocumentNotInPolicy,
    ),
}


def _without_documents(policy_: Policy) -> Policy:
    return policy_.model_copy(update={"documents": None, "version": policy_.version + 1})


BACK = ("journey_moved_back", "stage_closed", "stage_opened")

ALLOWED = {
    "from drafting to kickoff": Leads(drafting, lambda p: back(p, Stage.KICKOFF), BACK, Task.PASS_GATES),
    "from review to drafting": Leads(reviewed, lambda p: back(p, Stage.DRAFTING), BACK, Task.SUBMIT),
    "from approval to review": Leads(
        approving, lambda p: back(p, Stage.MENTOR_REVIEW), (*BACK, "round_opened"), Task.GIVE_VERDICTS
    ),
    "from approval, examined, to review": Leads(
        at(Task.RECORD_EXAMINATION, then=examined),
        lambda p: back(p, Stage.MENTOR_REVIEW),
        ("journey_moved_back", "endorsements_voided", "stage_closed", "stage_opened", "round_opened"),
        Task.GIVE_VERDICTS,
    ),
    "from revising to drafting": Leads(
        at(
            Task.GIVE_VERDICTS,
            then=lambda p: p.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR),
        ),
        lambda p: back(p, Stage.DRAFTING),
        BACK,
        Task.SUBMIT,
    ),
    "another version of the policy": Leads(reviewed, lambda p: to_policy(p, other()), ("policy_changed",)),
    "a letter made anew": Leads(
        at(Task.PASS_GATES, variant="documented", then=delivering),
        lambda p: renewing(p, key_of(p, DocumentKind.ASSESSMENT_LETTER)),
        ("document_renewed",),
        Task.PASS_GATES,
    ),
    "a review sheet of the round under way": Leads(
        at(
            Task.GIVE_VERDICTS,
            variant="documented",
            then=one_after_another(
                lambda p: p.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR), delivering
            ),
        ),
        lambda p: renewing(p, key_of(p, DocumentKind.REVIEW_SHEET)),
        ("document_renewed",),
        Task.REVISE,
    ),
    "minutes made anew after the end": Leads(
        at(variant="documented", then=delivering),
        lambda p: renewing(p, key_of(p, DocumentKind.SESSION_MINUTES)),
        ("document_renewed",),
        Task.NOTHING,
    ),
    "a repair is noted": Leads(published, noting, ("repair_noted",), Task.NOTHING),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


@pytest.mark.parametrize("name", ALLOWED)
def test_leads_to(name: str) -> None:
    """Each act of the table leads to its events and passes the turn on."""
    ALLOWED[name].check()


LAST_OF_STAGE = {
    Stage.DRAFTING: Task.SUBMIT,
    Stage.MENTOR_REVIEW: Task.GIVE_VERDICTS,
    Stage.APPROVAL: Task.DECIDE_AS_OWNER,
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("stage", LAST_OF_STAGE)
def test_a_journey_goes_on_to_its_end(variant: str, stage: Stage) -> None:
    """Moved back from the last task of a stage to each stage behind, a dutiful cast carries it to publication again."""
    for target in stages_behind(at(LAST_OF_STAGE[stage], variant=variant)().journey):
        play = at(LAST_OF_STAGE[stage], variant=variant)()
        komitmen = play.journey.commitment
        back(play, target)
        assert play.journey.stage is target
        assert play.journey.turn.since == play.entries[-1].effective
        assert play.journey.turn.due is None or play.journey.turn.due > play.now
        play.until()
        assert play.journey.status is Status.PUBLISHED
        assert play.journey.commitment == komitmen or komitmen is None
        project(play.journey)


def test_what_is_kept_and_what_counts_no_more() -> None:
    """Chapters, sessions, gates of before and the komitmen stay; verdicts, answers and examination count no more."""
    play = at(Task.RECORD_EXAMINATION, then=examined)()
    before = play.journey
    back(play, Stage.MENTOR_REVIEW)
    after = play.journey
    assert (after.chapters, after.sessions, after.submissions) == (before.chapters, before.sessions, before.submissions)
    assert after.commitment == before.commitment is not None
    assert [gate.name for gate in after.gates] == ["mou", "sk-dewan", "sk-tim"]
    assert after.rounds[0].void and after.rounds[0].verdicts and after.rounds[1].verdicts == ()
    assert all(judgement.void for judgement in after.judgements) and after.examination is None


def test_the_review_taken_back_uses_up_no_round() -> None:
    """A round that asked for a revision and was moved back does not count towards the most there may be."""
    play = at(
        Task.GIVE_VERDICTS,
        variant="one round",
        then=lambda p: p.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR),
    )()
    assert play.journey.rounds_used_up
    back(play, Stage.DRAFTING)
    assert not play.journey.rounds_used_up
    play.until(Task.GIVE_VERDICTS)
    play.do(verdict(2), Role.MENTOR)
    assert play.journey.stage is Stage.APPROVAL


def test_the_parties_are_told() -> None:
    """Coordinator, mentors and programme are told of a stage that is gone through again, and whose turn it is."""
    play = at(Task.RECORD_EXAMINATION, then=examined)()
    before, known = play.journey, len(play.entries)
    back(play, Stage.MENTOR_REVIEW)
    told = {(notice.template, notice.role) for notice in notices(before, play.entries[known:])}
    assert {("moved_back", Role.COORDINATOR), ("moved_back", Role.MENTOR), ("your_turn", Role.MENTOR)} <= told


def test_a_head_who_chose_nothing_still_has_to() -> None:
    """A choice that a new head owes is owed after moving back as before."""
    play = at(Task.RECORD_EXAMINATION)()
    replace = messages.ReplaceMember(
        role=Role.REGIONAL_HEAD, outgoing=person(Role.REGIONAL_HEAD), incoming="bupati-baru", reason="Pilkada."
    )
    play.do(replace, Role.COORDINATOR)
    assert play.journey.head_must_choose
    back(play, Stage.MENTOR_REVIEW)
    assert play.journey.head_must_choose
    play.do(messages.ChooseAsNewHead(choice=HeadChoice.KEEP, reason="Dilanjutkan."), Role.REGIONAL_HEAD, "bupati-baru")
    play.until()
    assert play.journey.status is Status.PUBLISHED


def _slower(play: Play) -> Policy:
    days = {task: count + 5 for task, count in play.journey.policy.turns.items()}
    return play.journey.policy.model_copy(update={"turns": days, "version": play.journey.policy.version + 1})


def test_the_turn_under_way_has_the_new_days() -> None:
    """Five more working days for every task move the turn's due date by five working days, and say so."""
    play = reviewed()
    due = play.journey.turn.due
    assert due is not None
    to_policy(play, _slower(play))
    moved = play.journey.turn
    assert moved.due is not None and moved.due > due
    assert (moved.due - due) >= timedelta(days=7)
    assert play.entries[-1].event.kind == "due_moved"


def test_steps_of_a_new_ladder_due_by_now_are_not_taken() -> None:
    """A late turn that comes under another policy is not showered with the steps of its ladder that lie behind."""
    play = reviewed()
    play.now += timedelta(days=60)
    late = catch_up(play.journey, play.now)
    taken = late.journey.turn.steps_taken
    assert taken
    renamed = tuple(
        ladder.model_copy(
            update={"steps": tuple(s.model_copy(update={"name": f"baru-{s.name}"}) for s in ladder.steps)}
        )
        for ladder in play.journey.policy.ladders
    )
    after = play.journey.policy.model_copy(update={"ladders": renamed, "version": 99})
    to_policy(play, after)
    more = catch_up(play.journey, play.now).journey.turn.steps_taken
    assert more == play.journey.turn.steps_taken and not any(step.startswith("baru-") for step in more)


@pytest.mark.parametrize("task", [Task.PASS_GATES, *LAST_OF_STAGE.values()])
@pytest.mark.parametrize("change", ["documents", "plan", "slower"])
def test_a_journey_goes_on_by_another_policy(task: Task, change: str) -> None:
    """With documents or a plan for the first time, or more time, a dutiful cast carries it to publication."""
    play = at(task)()
    versions: dict[str, Callable[[], Policy]] = {
        "documents": lambda: documented_policy().model_copy(update={"name": play.journey.policy.name, "version": 9}),
        "plan": lambda: play.journey.policy.model_copy(update={"version": 9, "plan": documented_policy().plan}),
        "slower": lambda: _slower(play),
    }
    to_policy(play, versions[change]())
    play.until()
    assert play.journey.status is Status.PUBLISHED
    assert play.journey.policy.version == (9 if change != "slower" else default_policy().version + 1)
    project(play.journey)


def test_a_document_made_anew_is_ordered_from_the_state_of_now() -> None:
    """The order names the kind, what it is about and the entry of the act; the document of before stays."""
    play = at(variant="documented", then=delivering)()
    key = key_of(play, DocumentKind.SESSION_MINUTES)
    renewing(play, key)
    order = next(order for order in play.orders() if order.seq == play.journey.seq)
    assert (order.kind, order.about) == (DocumentKind.SESSION_MINUTES, "1")
    delivering(play)
    assert {key, order.key} <= {made.key for made in play.journey.documents}
