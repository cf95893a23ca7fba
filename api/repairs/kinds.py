"""The kinds of repair by their names: `KINDS` has one for each class of `domain.repairs.Spec`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.repairs.activities import RunNowRepair, SkipRepair
from api.repairs.acts import ByAct, ChangingPolicy, Correcting, MovingBack, RenewingDocument
from api.repairs.claims import ReleaseClaimRepair
from api.repairs.kind import Kind
from api.repairs.messages import SendAgainRepair
from api.repairs.reset import ResetRepair
from api.repairs.rows import RebuildRowsRepair
from api.repairs.versions import OtherVersionRepair

KINDS: Mapping[str, Kind[Any]] = {
    "run_now": RunNowRepair(),
    "skip": SkipRepair(),
    "send_again": SendAgainRepair(),
    "release_claim": ReleaseClaimRepair(),
    "reset": ResetRepair(),
    "other_version": OtherVersionRepair(),
    "rebuild_rows": RebuildRowsRepair(),
    "renew_document": ByAct(RenewingDocument()),
    "correct": ByAct(Correcting()),
    "back_to_stage": ByAct(MovingBack()),
    "other_policy": ByAct(ChangingPolicy()),
}
