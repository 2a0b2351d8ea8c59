"""Nobody reaches the desk without its token, from another site, or under another name."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from allocator.app.access import Access

TOKEN, PORT = "a-token-of-the-desk", 8123
COOKIE = f"allocator_{PORT}={TOKEN}"
HOST = f"127.0.0.1:{PORT}"


def asked(kind: str = "http", method: str = "GET", path: str = "/", query: str = "", **headers: str) -> Any:
    """What the desk's application is reached with, or the messages that refuse it."""
    sent: list[Any] = []
    reached: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    given = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": kind, "method": method, "path": path, "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    asyncio.run(Access(application, token=TOKEN, port=PORT)(scope, receive, send))
    return bool(reached), sent


def test_the_token_is_kept_in_a_cookie_and_leaves_the_address() -> None:
    reached, sent = asked(query=f"token={TOKEN}&view=goals")
    assert not reached and sent[0]["status"] == 303
    headers = dict(sent[0]["headers"])
    assert headers[b"location"] == b"/?view=goals"
    assert headers[b"set-cookie"].decode() == f"{COOKIE}; HttpOnly; SameSite=Strict; Path=/"
    reached, sent = asked(cookie=COOKIE)
    assert reached and (b"x-frame-options", b"DENY") in sent[0]["headers"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": f"allocator_{PORT}=guess"},
        {"cookie": f"allocator_{PORT + 1}={TOKEN}"},
        {"cookie": f"{COOKIE}; \x00;=;"},
    ],
)
def test_without_the_token_nothing_is_served(headers: dict[str, str]) -> None:
    reached, sent = asked(**headers)
    assert reached == (headers.get("cookie", "").startswith(COOKIE))
    assert reached or sent[0]["status"] == 403
    assert not asked("websocket", path="/_nicegui_ws/socket.io/", origin=f"http://{HOST}")[0]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", f"evil.example:{PORT}", f"127.0.0.1.evil.example:{PORT}", "127.0.0.1", "[::1]", "",
        f"localhost:{PORT + 1}", f"localhost:{PORT}x", f"127.0.0.1:{PORT}@evil.example",
    ],
)  # fmt: skip
def test_a_name_that_somebody_points_here_is_refused(host: str) -> None:
    """DNS rebinding: the browser believes that the page is of the other site, and sends its cookies."""
    for kind in ("http", "websocket"):
        assert not asked(kind, host=host, cookie=COOKIE, origin=f"http://{host}")[0]


@pytest.mark.parametrize("host", [HOST, f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}"])
def test_the_names_of_this_machine_are_ours(host: str) -> None:
    assert asked(host=host, cookie=COOKIE)[0]
    assert asked("websocket", host=host, cookie=COOKIE, origin=f"http://{host}")[0]


@pytest.mark.parametrize("origin", ["http://evil.example", f"http://localhost:{PORT + 1}", "null", ""])
def test_another_site_reaches_nothing_even_with_the_cookie(origin: str) -> None:
    assert not asked(method="POST", cookie=COOKIE, origin=origin)[0]
    assert not asked("websocket", cookie=COOKIE, origin=origin)[0]


def test_a_socket_says_where_it_comes_from() -> None:
    assert not asked("websocket", cookie=COOKIE)[0]
    assert asked("websocket", cookie=COOKIE, origin=f"http://{HOST}")[0]


@pytest.mark.parametrize(
    ("site", "reached"), [("cross-site", False), ("same-site", False), ("same-origin", True), ("none", True)]
)
def test_what_another_site_embeds_is_refused(site: str, reached: bool) -> None:
    assert asked(cookie=COOKIE, sec_fetch_site=site)[0] is reached


def test_the_token_is_no_word_for_a_change() -> None:
    assert not asked(method="POST", query=f"token={TOKEN}", origin=f"http://{HOST}")[0]


@pytest.mark.parametrize(
    ("headers", "reached"),
    [
        ({"content-length": "1000"}, True), ({"content-length": str(401 << 20)}, False),
        ({"content-length": "-1"}, False), ({"content-length": "much"}, False),
        ({"transfer-encoding": "chunked"}, False), ({}, True),
    ],
)  # fmt: skip
def test_no_more_is_taken_in_than_may_be_dropped_at_once(headers: dict[str, str], reached: bool) -> None:
    found, sent = asked(method="POST", cookie=COOKIE, origin=f"http://{HOST}", **headers)
    assert found is reached and (reached or sent[0]["status"] == 413)


def test_a_store_that_is_broken_is_said_without_a_place_in_the_code(served: Any, tmp_path: Path) -> None:
    pytest.importorskip("nicegui")
    store = tmp_path / "runs.sqlite"
    store.write_bytes(b"SQLite format 3\0")  # and no more of it
    said = served(typed=True).said
    assert f"warning  {store} is damaged" in said
    assert "RuntimeWarning" not in said and ".py:" not in said
