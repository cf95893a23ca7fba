"""What a page says of something that was refused, in the page's language."""

from __future__ import annotations

from api.desk import Refused
from api.http.problems import HttpProblem, problem
from api.http.refusals import STATUS_OF_REFUSALS
from api.words.problems import in_words
from domain.errors import Refusal
from domain.words.phrase import Language


def refusal_text(refused: Refused | Refusal | HttpProblem, language: Language) -> str:
    """Why something was refused, and what to do. Raises it again where it is no rule but a failure of ours."""
    if isinstance(refused, HttpProblem):
        found = problem(refused.name, refused.status, str(refused), details=refused.details)
        return in_words(found, language)[1]
    if refused.name not in STATUS_OF_REFUSALS:
        raise refused
    details = {name: str(value) for name, value in refused.details.items()}
    found = problem(refused.name, STATUS_OF_REFUSALS[refused.name], str(refused), details=details)
    return in_words(found, language)[1]
