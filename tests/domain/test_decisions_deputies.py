"""Acts that somebody does in another's stead: what is refused, and that both names stand in the trail."""

from __future__ import annotations

import json

import pytest

from domain import errors, journey, messages
from domain.entry import Entry
from domain.facts import HeadChoice
from domain.messages import Act, Actor, Command
from domain.story import people_of, tell
from domain.vocabulary import Role, Task
from domain.words.phrase import Language
from tests.domain.builders import MENTORS, document, person
from tests.domain.cases import Refused, at
from tests.domain.cast import Play

COORDINATOR, MANAGER = person(Role.COORDINATOR), person(Role.PROGRAMME_MANAGER)
ASKING = messages.AskExtension(days=3, reason="Banjir.")
INTEREST = messages.DeclareInterest(conflict=False, statement="Tidak ada.")
gates = at(Task.PASS_GATES)
interests = at(Task.DECLARE_INTERESTS)


def deputising(play: Play, deputy: str, role: Role, act: Act, of: str | None = None) -> tuple[Entry, ...]:
    """Somebody does an act in the stead of who holds a role."""
    actor = Actor(person=of or play.journey.holders(role)[0], role=role, deputy=deputy)
    progress = journey.act(play.journey, Command(id=f"d-{play.journey.seq}", actor=actor, act=act), play.now)
    play.journey = progress.journey
    play.entries += progress.entries
    return progress.entries


def proposing(play: Play) -> None:
    """The officer proposes another mentor."""
    change = messages.ProposeMentorChange(outgoing=MENTORS[0], incoming="mentor-x", reason="Sakit.")
    play.do(change, Role.MINISTRY_OFFICER)


def deciding(play: Play) -> None:
    """The officer decides it as the manager's substitute."""
    officer = play.journey.holders(Role.MINISTRY_OFFICER)[0]
    deputising(play, officer, Role.PROGRAMME_MANAGER, messages.DecideMentorChange(approve=True, reason="Baik."))


REFUSED = {
    "a regional head's choice": Refused(
        gates,
        lambda p: deputising(
            p, "wakil", Role.REGIONAL_HEAD, messages.ChooseAsNewHead(choice=HeadChoice.KEEP, reason="Lanjut.")
        ),
        errors.NotByDeputy,
        "in person",
    ),
    "a director's signature": Refused(
        gates,
        lambda p: deputising(
            p,
            "wakil",
            Role.DIRECTOR,
            messages.SignDocument(key="x", office="Direktur", number="1", signed=document()),
        ),
        errors.NotByDeputy,
    ),
    "oneself": Refused(
        gates, lambda p: deputising(p, COORDINATOR, Role.COORDINATOR, ASKING), errors.DeputyNotFree, "for himself"
    ),
    "a mentor for the region": Refused(
        interests, lambda p: deputising(p, MENTORS[0], Role.COORDINATOR, ASKING), errors.RegionSideConflict
    ),
    "somebody of the region for a mentor": Refused(
        interests, lambda p: deputising(p, COORDINATOR, Role.MENTOR, INTEREST), errors.RegionSideConflict
    ),
    "a mentor for his fellow mentor": Refused(
        at(Task.DECLARE_INTERESTS, variant="quorum 2"),
        lambda p: deputising(p, MENTORS[1], Role.MENTOR, INTEREST, of=MENTORS[0]),
        errors.DeputyNotFree,
        "judge twice",
    ),
    "somebody who does not hold the role": Refused(
        gates, lambda p: deputising(p, "wakil", Role.COORDINATOR, ASKING, of="orang-lain"), errors.NotAMember
    ),
    "whoever proposed a mentor change": Refused(
        at(Task.PROPOSE_SESSION, then=proposing), deciding, errors.ProposerCannotDecide
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


def test_both_names_stand_in_the_journal_and_in_the_story() -> None:
    """The act is that of whom somebody stands in for; who did it is in the entry, in the story and among its people."""
    play = gates()
    (entry, *_) = deputising(play, "wakil", Role.COORDINATOR, ASKING)
    assert entry.actor == Actor(person=COORDINATOR, role=Role.COORDINATOR, deputy="wakil")
    assert entry.whose == COORDINATOR
    assert {"wakil", COORDINATOR} <= people_of([entry])
    names = {COORDINATOR: "Siti", "wakil": "Budi"}
    told = tell(entry, play.journey, Language.ID, names)
    assert told.startswith("Koordinator daerah Siti, diwakili Budi, ")
    assert "Siti, represented by Budi, " in tell(entry, play.journey, Language.EN, names)


def test_without_a_deputy_nothing_is_written_otherwise_than_before() -> None:
    """Neither what is sent nor what is hashed says anything of a deputy where there is none."""
    actor = Actor(person=COORDINATOR, role=Role.COORDINATOR)
    assert json.loads(actor.model_dump_json()) == {"person": COORDINATOR, "role": "coordinator"}
    play = gates()
    (entry, *_) = play.do(ASKING, Role.COORDINATOR)
    assert "deputy" not in entry.canonical()
    command = Command(id="c", actor=actor, act=ASKING)
    deputised = command.model_copy(update={"actor": actor.model_copy(update={"deputy": "wakil"})})
    assert command.digest() != deputised.digest()
