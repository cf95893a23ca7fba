"""The services of the running app, for routes: `Serving`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.services import Services


def services_of(request: Request) -> Services:
    """The services of the app that a request came to."""
    found = request.app.state.services
    assert isinstance(found, Services)  # set before the app takes requests
    return found


Serving = Annotated[Services, Depends(services_of)]
