"""The forms a cohort is checked, planned and started with: read here, and what is wrong in their files told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import UploadFile
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.http.problems import CannotBeDone, FieldProblem, FilesNotValid, NoSuch, NotValid
from api.launching import CannotLaunch, FileOf, FileProblem, FilesRefused, StartedBefore, Wanted, opening
from api.policy_text import policy_in, still_right
from api.running_cohort import NoOpenCohort, NoSuchRegion
from api.services import Services
from domain.policy import Policy
from domain.tables import MOST_BYTES, RowProblem
from records.policies import Policies

MOST_PROBLEMS = 500
"""Problems of files that one answer names."""
NewCohort = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,29}$")]
PolicyVersion = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}/[1-9][0-9]{0,5}$")]
RegionText = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]


class Form(BaseModel):
    """A form with files; a field that it does not have is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    async def content(self) -> dict[str, bytes]:
        """The bytes of the files that came, by field; no more than it takes to see that one is too large."""
        found: dict[str, bytes] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if value is not None and hasattr(value, "read"):
                await value.seek(0)
                found[name] = await value.read(MOST_BYTES + 1)
        return found

    def fields(self) -> str:
        """What is said beside the files, as one text that is equal for equal forms."""
        told = {name: getattr(self, name) for name in sorted(type(self).model_fields)}
        return "\n".join(f"{name}={value}" for name, value in told.items() if not hasattr(value, "read"))


class CheckForm(Form):
    """A cohort's file, and its people's file where it is to be checked too; CSV or Excel."""

    file: UploadFile
    people: UploadFile | None = None


class PlanForm(Form):
    """Everything a cohort is planned from. Give the policy as TOML in `policy_file`, or name in `policy` one that a
    cohort has already, as `GET /policies` lists them.
    """

    file: UploadFile
    people: UploadFile
    policy: PolicyVersion | None = Field(default=None, examples=["intake-2019/3"])
    policy_file: UploadFile | None = None
    days_off: UploadFile | None = None
    opens_on: date | None = Field(default=None, description="The first day; now if left out.", examples=["2027-02-01"])
    stagger_days: int = Field(default=0, ge=0, le=365, description="Days between the openings of two regions.")
    simulated: bool = Field(default=False, description="Mark everything SIMULASI.")


class StartForm(PlanForm):
    """Everything a cohort is started with, and the id it gets."""

    id: NewCohort = Field(examples=["2027"])


class SubstituteForm(Form):
    """Which region left and which comes in, by code or id, with the people of the one that comes in."""

    withdrawn: RegionText = Field(examples=["33.02"])
    stand_in: RegionText = Field(examples=["61.72"])
    people: UploadFile
    days_off: UploadFile | None = None


async def wanted_in(
    services: Services, form: PlanForm, content: dict[str, bytes], cohort: str, now: datetime
) -> Wanted:
    """What a form asks for. Raises `FilesRefused` for its policy, `NotValid` when it names none or two."""
    return Wanted(
        cohort=cohort,
        policy=await policy_wanted(services, form.policy, content.get(FileOf.POLICY)),
        file=content[FileOf.REGIONS],
        people=content[FileOf.PEOPLE],
        days_off=content.get(FileOf.DAYS_OFF),
        opens_at=now if form.opens_on is None else opening(form.opens_on),
        stagger=timedelta(days=form.stagger_days),
        simulated=form.simulated,
    )


async def policy_wanted(services: Services, named: str | None, text: bytes | None) -> Policy:
    """The policy of a cohort: one that is `named` as `intake-2019/3`, or the `text` of a TOML file.

    Raises `FilesRefused`, `NotValid` when there is none of the two or both, and `NoSuch`.
    """
    if text is not None and named is None:
        found = policy_in(text)
        if isinstance(found, list):
            raise FilesRefused([FileProblem.of(FileOf.POLICY, problem) for problem in found])
        return found
    if text is not None or named is None:
        raise NotValid(errors=(FieldProblem(where="body.policy", message="give either policy or policy_file"),))
    name, _, version = named.partition("/")
    kept = await Policies(services.pool).find(name, int(version))
    if kept is None:
        raise NoSuch(what="policy", id=named)
    problems: list[RowProblem] = still_right(kept)
    if problems:
        raise FilesRefused([FileProblem.of(FileOf.POLICY, problem) for problem in problems])
    return kept


@contextmanager
def told() -> Iterator[None]:
    """Turns what keeps a cohort from something into problems of this door."""
    try:
        yield
    except FilesRefused as refused:
        raise files_not_valid(refused.problems) from None
    except CannotLaunch as cannot:
        raise CannotBeDone(why=str(cannot)) from None
    except StartedBefore as before:
        raise CannotBeDone(why=f"The cohort {before} was started before. Give another id.") from None
    except NoOpenCohort as unknown:
        raise NoSuch(what="open cohort", id=str(unknown)) from None
    except NoSuchRegion as unknown:
        raise NoSuch(what="registered region", id=str(unknown)) from None


def files_not_valid(problems: Sequence[FileProblem]) -> FilesNotValid:
    """The answer about problems in files; of very many only the first are named."""
    errors = tuple(
        FieldProblem(
            where=".".join(str(part) for part in (found.file, found.line, found.column) if part is not None),
            message=found.message,
        )
        for found in problems[:MOST_PROBLEMS]
    )
    return FilesNotValid(errors=errors, count=len(problems))
