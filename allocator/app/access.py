"""Who may speak to the desk: whoever has the token, under a name of this machine, from a page of the desk.

The page has a browser's power over a planner's files and runs, so every request and every socket is looked at
before anything is served: another site cannot reach it by a name that it points to this machine (DNS
rebinding), nor by a request that the browser sends along (cross-site), nor can another user of the machine
without the token.
"""

import ipaddress
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_QUERY = "token"
_SAFE = frozenset({"GET", "HEAD"})
_REFUSED = "This desk is for who started it: open the address that `allocator serve` printed, token and all."
_TOO_MUCH = "This is more than the desk takes in at once."
_MOST_BYTES = 400 << 20
_HEADERS = (
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Access:
    """ASGI middleware in front of the whole application, sockets included.

    `names` are the host names under which the desk may be reached beside the addresses of this machine;
    `port` is the one it listens on.
    """

    def __init__(self, app: ASGIApp, *, token: str, port: int, names: Iterable[str] = ("localhost",)) -> None:
        self._app = app
        self._token = token
        self._port = port
        self._names = frozenset(name.lower() for name in names)
        self._cookie = f"allocator_{port}"  # cookies are shared by the ports of a host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        if not self._is_ours(headers.get("host", "")) or not self._is_own_page(scope, headers):
            await _refuse(scope, send)
        elif _is_too_much(scope, headers):
            await _refuse(scope, send, 413, _TOO_MUCH)
        elif self._has_cookie(headers):
            await self._app(scope, receive, _guarded(send))
        elif scope["type"] == "http" and scope["method"] in _SAFE and self._has_token(scope):
            await self._welcome(scope, send)
        else:
            await _refuse(scope, send)

    def _is_ours(self, host: str) -> bool:
        """Whether a request is meant for this machine: a name that is allowed, or an address, never a name
        that somebody else points here."""
        name, port = _split(host)
        if port != self._port:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _is_own_page(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Whether the page that asks is one of the desk's. Browsers tell where a request comes from with all
        that changes something, and with every socket."""
        origin = headers.get("origin")
        if origin is None:
            return scope["type"] == "http" and headers.get("sec-fetch-site") in (None, "none", "same-origin")
        return origin in {f"http://{headers.get('host', '')}", f"https://{headers.get('host', '')}"}

    def _has_cookie(self, headers: dict[str, str]) -> bool:
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return cookie is not None and _same(cookie.value, self._token)

    def _has_token(self, scope: Scope) -> bool:
        given = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        return _same(given.get(_QUERY, ""), self._token)

    async def _welcome(self, scope: Scope, send: Send) -> None:
        """Keep the token in a cookie and take it out of the address, so that it is in no history."""
        rest = [(k, v) for k, v in parse_qsl(scope["query_string"].decode("latin-1")) if k != _QUERY]
        place = scope["path"] + (f"?{urlencode(rest)}" if rest else "")
        cookie = f"{self._cookie}={self._token}; HttpOnly; SameSite=Strict; Path=/"
        headers = [(b"location", place.encode()), (b"set-cookie", cookie.encode()), *_HEADERS]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _split(host: str) -> tuple[str, int | None]:
    """The name and the port of a Host header; 80 where it gives none."""
    name, mark, port = host.rpartition(":")
    if not mark or name.endswith(":") or host.endswith("]"):
        name, port = host, "80"
    return name.strip("[]").lower(), int(port) if port.isdecimal() else None


def _same(given: str, token: str) -> bool:
    return secrets.compare_digest(given.encode(), token.encode())


def _guarded(send: Send) -> Send:
    """Every answer says that it is not to be framed, sniffed or told to others."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
        await send(message)

    return guarded


def _is_too_much(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether more is sent than all that may be dropped at once, or it is not said how much."""
    if scope["type"] != "http" or scope["method"] in _SAFE:
        return False
    length = headers.get("content-length", "0" if "transfer-encoding" not in headers else "")
    return not length.isdecimal() or int(length) > _MOST_BYTES


async def _refuse(scope: Scope, send: Send, status: int = 403, words: str = _REFUSED) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
