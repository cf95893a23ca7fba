"""Every router of the pages; a new one is added here."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import acts, assets, entrance, home, room

PAGES: tuple[APIRouter, ...] = (assets.router, home.router, entrance.router, room.router, acts.router)
