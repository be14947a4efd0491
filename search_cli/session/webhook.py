"""The web hook that is told of a failed run. Its address is a secret: only its host is shown."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from mappings.errors import FihrisError
from mappings.known_secrets import remember

HOOK_SECONDS: Final = 30
"""How long a command or a web hook may take."""

MOST_ANSWERED: Final = 1 << 20
"""Bytes of an answer that are taken; nothing is read of it."""

_AS_IT_IS: Final = "/%:=&?~+!$,;'()*@[]"
"""Signs of a path and a query that stay when other letters are percent-encoded."""


class HookFailed(FihrisError):
    """What was to be told of a failure could not be told."""

    exit_code = 3
    en = ("{what} failed: {reason}", "the run itself ended as reported above", "try it by hand")
    ar = ("أخفق {what}: {reason}", "انتهى التشغيل نفسه كما قيل أعلاه", "جرّبه يدويًا")


class WebhookWrong(FihrisError):
    """The address of the web hook cannot be one. It is not shown: its path may be the secret."""

    exit_code = 2
    en = (
        "--webhook (or FIHRIS_WEBHOOK) is not an address that can be notified",
        "nothing was done",
        "write https://host/path; in a password, / is %2F, @ is %40, ? is %3F and # is %23",
    )
    ar = (
        "قيمة ‎--webhook (أو FIHRIS_WEBHOOK) ليست عنوانًا يمكن الإرسال إليه",
        "لم يُنفذ شيء",
        "اكتب ‎https://host/path؛ وفي كلمة المرور: %2F بدل / و%40 بدل @ و%3F بدل ? و%23 بدل #",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where to send it, and how that is shown."""

    url: str = field(repr=False)
    where: str
    authorization: str | None = field(repr=False)

    def post(self, text: str) -> None:
        """Send a JSON document.

        Raises:
            HookFailed
        """
        from http.client import HTTPException  # start-up
        from urllib.error import HTTPError, URLError  # start-up
        from urllib.request import Request, build_opener  # start-up

        from fihris.engines.http_answers import AnswerUnreadable, handlers  # start-up

        # half a surrogate pair may stand in the name of a file
        data = text.encode("utf-8", "replace")
        request = Request(  # noqa: S310 - its scheme was looked at
            self.url, data=data, headers={"Content-Type": "application/json"}
        )
        if self.authorization is not None:
            # no other host is told, should this one send us there
            request.add_unredirected_header("Authorization", self.authorization)
        try:
            opener = build_opener(*handlers(MOST_ANSWERED))
            with opener.open(request, timeout=HOOK_SECONDS):
                return
        except AnswerUnreadable as exc:
            raise HookFailed(what=self.where, reason="its answer does not end") from exc
        except HTTPError as exc:  # what it says beside may repeat the address
            raise HookFailed(what=self.where, reason=f"HTTP {exc.code}") from exc
        except URLError as exc:
            raise HookFailed(what=self.where, reason=exc.reason) from exc
        except HTTPException as exc:
            raise HookFailed(what=self.where, reason="its answer is not HTTP") from exc
        except (OSError, ValueError) as exc:
            raise HookFailed(what=self.where, reason=type(exc).__name__) from exc


def webhook_of(written: str) -> Webhook:
    """The web hook at an address, in which a user and a password may stand.

    Raises:
        WebhookWrong: nothing can be sent there.
    """
    try:
        parts = urlsplit(written.strip())
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is no number, an IPv6 address that is none
        raise WebhookWrong from None
    if parts.scheme not in {"http", "https"} or not host or not written.strip().isprintable():
        raise WebhookWrong
    if any(sign.isspace() for sign in written.strip()) or "%" in host or "\\" in parts.netloc:
        raise WebhookWrong
    place = f"[{host}]" if ":" in host else host
    where = f"{parts.scheme}://{place}{f':{port}' if port else ''}"
    path = quote(parts.path or "/", safe=_AS_IT_IS)
    query = f"?{quote(parts.query, safe=_AS_IT_IS)}" if parts.query else ""
    authorization = None
    if parts.username is not None:
        user, password = unquote(parts.username), unquote(parts.password or "")
        remember(password, user=user)
        authorization = f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
    try:
        url = f"{parts.scheme}://{place.encode('idna').decode()}{f':{port}' if port else ''}"
    except UnicodeError:  # a label that is too long, or none
        raise WebhookWrong from None
    return Webhook(url=url + path + query, where=where, authorization=authorization)
