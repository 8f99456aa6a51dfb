"""Whatever address is sent along to the sign-in, nobody is led away from the community by it."""
from __future__ import annotations

import pytest

from core.accounts.safe_next import safe_next

# Nothing here depends on the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
LEAVING = [
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "/\\/evil.example", "http:evil.example", "https:/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "/xinzhu-test//../..//evil.example", "/xinzhu-test/../other-test/me/", "/other-test/me/",
    "/xinzhu-test/%2e%2e/other-test/", "/xinzhu-test/..%2fother-test/", "/xinzhu-test/%252e%252e/other-test/", "/",
    "/xinzhu-testing/", "/xinzhu-test\\..\\other", "/%5cevil.example", "/%2f/evil.example", "/%2fevil.example",
    "/\tevil.example", "/\n/evil.example", "/xinzhu-test/\r\nSet-Cookie: a=b", "/%09/evil.example", "/xinzhu-test/%0d%0a",
    " /xinzhu-test/", "xinzhu-test/", "?next=x", "#x", "", None, "/xinzhu-test/" + "a" * 2000, "mailto:a@b", "ftp://x",
    "https://xinzhu-test/", "//xinzhu-test/me/", "///xinzhu-test/me/", "/xinzhu-test@evil.example", "/.xinzhu-test/",
    "/xinzhu-test/./../..", "/%78inzhu-test/", "/xinzhu-test%2f..%2f..", "blob:https://evil", "/xinzhu-test;/../x",
    # Scripts and systems that take other characters for slashes and dots, or leave out what nobody sees.
    "/\uff0fevil.example", "/\uff3cevil.example", "/xinzhu-test/\uff0e\uff0e/other-test/", "/xinzhu-test/%EF%BC%8E%EF%BC%8E/other-test/",
    "/\u200b/evil.example", "/xinzhu-test/\u2028/evil.example", "//evil\u3002example", "//evil%E3%80%82example",
    # A scheme or a host that only shows after tabs, line breaks or a name before the host are left out.
    "java\nscript:alert(1)", "ht\ttps://evil.example", "https://xinzhu-test@evil.example/xinzhu-test/", "//xinzhu-test%40evil.example/",
    # Encoded again and again, and paths that begin anew.
    "/xinzhu-test/%25%30%64%25%30%61Set-Cookie:a=b", "/xinzhu-test/%25252525252e%25252525252e/other-test/",
    "/;//evil.example", "/.//evil.example", "/xinzhu-test/;//evil.example", "/xinzhu-test/%u002e%u002e//evil.example",
    "/xinzhu-test/%3f/../../other-test/", "/xinzhu-test/%23/../../other-test/",
]  # fmt: skip
# On a host of its own, where every path is the community's.
ON_ITS_HOST = ["/other-test/me/", "/", "/xinzhu-testing/", "/xinzhu-test@evil.example", "/.xinzhu-test/", "/%78inzhu-test/"]


GOOD = ["/xinzhu-test/你好/一，二？?q=//a/../b", "/xinzhu-test", "/xinzhu-test/", "/xinzhu-test/me/?a=1&b=%E4%BD%A0", "/xinzhu-test/a#b"]


@pytest.mark.peer("CVE-2021-32618", "CVE-2023-49438", "CVE-2021-23401")
def test_next_leads_to_pages_of_the_community_and_nowhere_else(app):
    with app.test_request_context("/login", base_url="http://localhost/xinzhu-test"):
        assert [target for target in [*LEAVING, *GOOD] if safe_next(target) is not None] == GOOD
        assert len({target for target in LEAVING if target}) >= 60


def test_on_a_host_of_its_own_next_leads_to_no_other_host(app):
    with app.test_request_context("/login", base_url="https://xinzhu-test.example.cn/"):
        assert [target for target in [*LEAVING, *GOOD] if safe_next(target) is not None] == [*ON_ITS_HOST, *GOOD]
