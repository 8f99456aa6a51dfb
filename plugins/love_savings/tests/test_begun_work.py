"""Work that was begun is never thrown away: the station cannot call it off, and it goes on when its helper cannot."""
from __future__ import annotations

from typing import Any

import pytest

from core.kernel.workflow import WorkflowRefused
from core.tenancy.session import db
from plugins.love_savings.models import Request
from plugins.love_savings.services import serving

from .conftest import Station
from .test_pages import text_of
from .test_refusals import told
from .test_straight_path import accepted, served

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_the_station_calls_off_neither_work_that_goes_on_nor_work_that_is_done(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    going, done = accepted(station, asked(16)), accepted(station, asked(9))
    served(station, done.id, clock_at)
    clock_at(going.starts_at)
    serving.check_in(going.id, station.helper())
    db.session.commit()
    worker = browser(station.worker_id)
    for request, next_step in ((going, "“代记签退”"), (done, "“这次服务有问题”")):
        assert "撤销请求" not in text_of(worker.get(f"/love-savings/requests/{request.id}"))
        with pytest.raises(WorkflowRefused, match=f"不能“撤销请求”。现在可以：.*{next_step}"):
            serving.cancel(request.id, station.worker, "登记重了", by_station=True)
        db.session.rollback()
    assert [db.session.get_one(Request, row.id).state for row in (going, done)] == ["in_service", "done"]
    assert "一单服务取消了，您不用去了。" not in told(station.helper_ids[0])
