"""hello keeps the promises of every plugin, and greets."""
from __future__ import annotations

from core.testing import PluginContract


class TestHello(PluginContract):
    name = "hello"

    def test_it_greets(self, app, community, client):
        self.switch(app, community)

        assert client.get("/hello/").text == "你好，邻居。"
