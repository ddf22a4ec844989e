"""What every answer carries and every request must keep to, below all routes."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Largest body of a request, in bytes.
MOST_BODY: Final = 1_000_000

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATIC: Final = "/static/"


class _TooLargeError(Exception):
    """The body of a request went past the limit."""


class SecurityMiddleware:
    """Adds the headers to every answer and refuses bodies that are too large, told or not."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._add_headers(scope, message)
            await send(message)

        told = Headers(scope=scope).get("content-length", "0")
        if told.isdecimal() and int(told) > MOST_BODY:
            await _refuse(scope, receive, sending)
            return
        try:
            await self.app(scope, _limited(receive), sending)
        except _TooLargeError:
            if begun:
                raise
            await _refuse(scope, receive, sending)

    def _add_headers(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in self.headers.items():
            headers[name] = value
        if scope["path"].startswith(_STATIC):
            hashed = b"v=" in scope["query_string"] and message["status"] == 200
            headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        else:
            headers["Cache-Control"] = "no-store"


def _limited(receive: Receive) -> Receive:
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BODY:
            raise _TooLargeError
        return message

    return receiving


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    words = f"This is more than the desk takes at once: at most {MOST_BODY // 1000:,} kB."
    await PlainTextResponse(words, 413)(scope, receive, send)
