"""Accounts: registered, confirmed, signed in to, reached by link, moved to another address.

No answer tells whether an address has an account: pages are the same, only the mail differs.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol
from uuid import UUID

from avow.identity import age as ages
from avow.identity.passwords import Passwords
from avow.identity.throttle import Throttle
from avow.policy.request import CHILD, State
from avow.vault.gate import Actor, Gate, Held, HomeGone, Sink, reveal
from avow.vault.pending import Pending
from avow.vault.sessions import Session, Sessions

POINT: Final = "site.account"
_DAY: Final = 24 * 3_600_000
UNCONFIRMED_MS: Final = 7 * _DAY
LINK_MS: Final = 3_600_000
VISITOR: Final = Actor("visitor", "web")


class WrongCredentials(Exception):
    """this address and password do not fit together"""


class Letters(Protocol):
    """The mails that accounts send; addresses are opened values for this one use."""

    async def confirm(self, address: str, token: str) -> None:
        """Ask whether an address is its person's."""
        ...

    async def known(self, home: UUID) -> None:
        """Tell the owner of an address that somebody tried to register it."""
        ...

    async def link(self, address: str, token: str) -> None:
        """Send a signed link."""
        ...

    async def new_address(self, address: str, token: str) -> None:
        """Ask at the new address."""
        ...

    async def old_address(self, address: str, token: str) -> None:
        """Ask at the old address."""
        ...


class Accounts:
    """See the module. Every method raises Unavailable when the store cannot be used."""

    def __init__(
        self,
        gate: Gate,
        sessions: Sessions,
        pending: Pending,
        letters: Letters,
        passwords: Passwords,
        throttle: Throttle,
    ) -> None:
        self._gate = gate
        self._sessions = sessions
        self._pending = pending
        self._letters = letters
        self._passwords = passwords
        self._throttle = throttle

    # the age question

    def age_token(self, age: int) -> str:
        """A token that carries an answer to the next page."""
        return ages.issue(self._gate.vault.keys.named("token"), age, self._gate.clock.now_ms())

    def age(self, token: str) -> int | None:
        """The age that a token carries, or None."""
        return ages.read(self._gate.vault.keys.named("token"), token, self._gate.clock.now_ms())

    # registering

    async def begin_registration(
        self, given: Mapping[str, str], notice: str, ticked: Collection[str], age: int | None, source: str
    ) -> None:
        """Take a registration in, sealed under the link of the mail that is sent. Raises Refused, Throttled."""
        given = {name: value for name, value in given.items() if value}
        if age is not None:
            given["account.age_met"] = "yes"
        await self._gate.admit(VISITOR, POINT, given, notice, ticked, age)
        self._throttle.spend("register", given["contact.email"], source)
        stored = await self._passwords.hash(given["account.password"])
        found = await self._gate.proven("email", given["contact.email"])
        if found is not None and await self._stored(found[0], "account.password"):
            await self._letters.known(found[0])
            return
        payload: dict[str, Any] = {
            "given": {**given, "account.password": stored},
            "notice": notice,
            "ticked": sorted(ticked),
            "age": age,
            "told": self._gate.told(notice, POINT),
        }
        token = await self._pending.put("register", payload, UNCONFIRMED_MS)
        await self._letters.confirm(given["contact.email"], token)

    async def waiting(self, token: str) -> bool:
        """Whether a registration waits under this token."""
        return await self._pending.peek(token, "register") is not None

    async def confirm(self, token: str) -> UUID | None:
        """Make the account of a confirmed address; its home, or None when the link is used up or too late. Raises Refused."""
        payload = await self._pending.take(token, "register")
        if payload is None:
            return None
        address = payload["given"]["contact.email"]
        home = await self._home_for(address)
        if home is None:
            return None
        # the notice was shown before the address was given; the token proves which one, also days later
        await self._gate.collect_told(
            Actor("subject", "web", home),
            home,
            POINT,
            payload["given"],
            payload["told"],
            payload["ticked"],
            payload["age"],
        )
        return home

    async def _home_for(self, address: str) -> UUID | None:
        made = await self._gate.new_home("person", ("email", address))
        if made is not None:
            return made
        found = await self._gate.proven("email", address)
        if found is None or await self._stored(found[0], "account.password"):
            return None
        # somebody gave this address at another door; now its person has proven it
        return found[0] if await self._gate.prove(found[0], "email", address) else None

    # signing in

    async def sign_in(self, address: str, password: str, source: str, kind: str = "person") -> tuple[UUID, str]:
        """A session for an address and a password: (home, token). Raises WrongCredentials, Throttled."""
        self._throttle.check(address, source)
        category = "staff.password" if kind == "staff" else "account.password"
        home = await self._gate.find("staff" if kind == "staff" else "email", address)
        stored = await self._stored(home, category) if home else None
        if not await self._passwords.check(stored, password) or home is None:
            self._throttle.failed(address, source)
            if home is not None:
                await self._note(home, "sign-in", "refuse")
            raise WrongCredentials(WrongCredentials.__doc__)
        self._throttle.succeeded(address)
        await self._note(home, "sign-in", "allow")
        return home, await self._sessions.open(home, kind)

    async def _stored(self, home: UUID, category: str) -> str | None:
        """The stored hash, also of an account that waits to be erased: its person may come back."""
        held = await self._held(home)
        return next((reveal(one.value, Sink.CHECK) for one in held if one.category == category), None)

    async def _held(self, home: UUID) -> tuple[Held, ...]:
        try:
            return await self._gate.credentials(home)
        except HomeGone:
            return ()

    async def role(self, home: UUID) -> str | None:
        """The role of a member of staff, or None."""
        return next(
            (reveal(one.value, Sink.CHECK) for one in await self._held(home) if one.category == "staff.role"), None
        )

    async def _note(self, home: UUID, act: str, outcome: str) -> None:
        await self._gate.record(
            Actor("subject", "web", home), home, act, "own_data", (), "account.run", outcome=outcome
        )

    async def sign_out(self, session: Session, token: str) -> None:
        """End a session."""
        await self._sessions.end_token(token)
        await self._note(session.home, "sign-out", "allow")

    # links

    async def send_link(self, address: str, source: str) -> None:
        """Mail a signed link to whoever holds something under an address; nobody learns whether anything is. Raises Throttled."""
        self._throttle.spend("link", address, source)
        home = await self._gate.find("email", address)
        if home is not None:
            token = await self._pending.put("link", {"home": str(home), "address": address}, LINK_MS)
            await self._letters.link(address, token)

    async def link_waits(self, token: str) -> bool:
        """Whether a signed link is still good."""
        return await self._pending.peek(token, "link") is not None

    async def enter(self, token: str) -> str | None:
        """A session by a signed link, which proves control of the address; None when it is used up or too late."""
        payload = await self._pending.take(token, "link")
        if payload is None:
            return None
        home = UUID(payload["home"])
        await self._gate.prove(home, "email", payload["address"])
        await self._note(home, "enter", "allow")
        return await self._sessions.open(home, "link", 1)

    # changing

    async def change_password(self, home: UUID, old: str, new: str) -> None:
        """A new password for who knows the old one; every other session ends. Raises WrongCredentials."""
        if not await self._passwords.check(await self._stored(home, "account.password"), old):
            raise WrongCredentials("the present password is not this one")
        item = next(one for one in await self._held(home) if one.category == "account.password")
        await self._gate.correct(Actor("subject", "web", home), home, item.item_id, await self._passwords.hash(new))
        await self._sessions.end_all(home)

    async def begin_address(self, home: UUID, old: str, new: str) -> None:
        """Ask both ends whether an account moves from one address to another."""
        shared = await self._pending.put("address-ends", {"confirmed": []}, _DAY)
        change: dict[str, Any] = {"home": str(home), "old": old, "new": new, "ends": shared}
        new_token = await self._pending.put("address", {**change, "end": "new"}, _DAY)
        old_token = await self._pending.put("address", {**change, "end": "old"}, _DAY)
        await self._letters.new_address(new, new_token)
        await self._letters.old_address(old, old_token)

    async def address_waits(self, token: str) -> dict[str, Any] | None:
        """The change that a link confirms, or None."""
        return await self._pending.peek(token, "address")

    async def confirm_address(self, token: str) -> str | None:
        """Confirm one end: `waiting` for the other, `done`, `taken`, or None when the link is used up or too late."""
        payload = await self._pending.take(token, "address")
        if payload is None:
            return None
        home = UUID(payload["home"])
        ends = await self._pending.take(payload["ends"], "address-ends")
        if ends is None:
            return None
        confirmed = {*ends["confirmed"], payload["end"]}
        if confirmed != {"old", "new"}:
            await self._pending.put("address-ends", {"confirmed": sorted(confirmed)}, _DAY, payload["ends"])
            return "waiting"
        return await self._move(home, payload["old"], payload["new"])

    async def _move(self, home: UUID, old: str, new: str) -> str:
        if not await self._gate.claim(home, "email", new):
            return "taken"
        actor = Actor("subject", "web", home)
        for one in await self._gate.see(actor, home):
            if one.category == "contact.email" and reveal(one.value, Sink.CHECK) == old:
                await self._gate.correct(actor, home, one.item_id, new)
        await self._gate.release(home, "email", old)
        return "done"

    async def closed(self, home: UUID) -> bool:
        """Whether an account is closed and may be opened again."""
        return await self._gate.state(home) == State.SUSPENDED and not await self._gate.status(home) & CHILD
