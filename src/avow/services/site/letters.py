"""The mails of the website: accounts, and the yearly reminder. Each says first what it is."""

from typing import Final
from uuid import UUID

from avow.jobs.letter import Letter
from avow.jobs.outbox import Outbox

_WHY_ACCOUNT: Final = "You get this because it is about your account."
_WHY_GIVEN: Final = "You get this because somebody gave this address at our website. If it was not you, do nothing: we keep nothing of it."


class AccountLetters:
    """Implements `identity.accounts.Letters`."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def confirm(self, address: str, token: str) -> None:
        """Ask whether an address is its person's."""
        letter = Letter(
            subject="Is this your address?",
            says=("Somebody asked for an account with this address. If it was you, confirm it.",),
            link=(f"/confirm/{token}", "confirm that this address is yours"),
            after=(
                "The link works for 7 days, once. Without it there is no account, and what was typed runs out with it.",
            ),
            why=_WHY_GIVEN,
        )
        await self._outbox.to_address(address, letter)

    async def known(self, home: UUID) -> None:
        """Tell the owner of an address that somebody tried to register it."""
        letter = Letter(
            subject="You have an account already",
            says=("Somebody asked for an account with this address, which has one already. Nothing was changed.",),
            link=("/signin", "sign in"),
            after=("If you have lost your password, ask there for a link instead.",),
            why=_WHY_ACCOUNT,
        )
        await self._outbox.to_home(home, "account.notices", letter)

    async def link(self, address: str, token: str) -> None:
        """Send a signed link."""
        letter = Letter(
            subject="Your link to what we hold about you",
            says=("Somebody asked to see what we hold under this address. If it was you, follow the link.",),
            link=(f"/enter/{token}", "see what we hold about you"),
            after=("The link works for one hour, once. If it was not you, do nothing.",),
            why="You get this because somebody asked for it with this address.",
        )
        await self._outbox.to_address(address, letter)

    async def new_address(self, address: str, token: str) -> None:
        """Ask at the new address."""
        letter = Letter(
            subject="Is this your new address?",
            says=("Somebody wants to move their account to this address. If it was you, confirm it.",),
            link=(f"/address/{token}", "confirm the new address"),
            after=("The old address has to agree too. The link works for one day, once.",),
            why=_WHY_GIVEN,
        )
        await self._outbox.to_address(address, letter)

    async def old_address(self, address: str, token: str) -> None:
        """Ask at the old address."""
        letter = Letter(
            subject="Shall your account move to another address?",
            says=("Somebody signed in to your account wants to move it to another address. If it was you, agree.",),
            link=(f"/address/{token}", "agree to the move"),
            after=("If it was not you, do nothing, and change your password: nothing moves without this link.",),
            why=_WHY_ACCOUNT,
        )
        await self._outbox.to_address(address, letter)


def reminder() -> Letter:
    """The yearly reminder, for those who asked for it."""
    return Letter(
        subject="Are your details still right?",
        says=("You asked us to remind you once a year to check your details.",),
        link=("/me", "look at your details"),
        after=("If all is right, you need to do nothing.",),
        why="You get this because you ticked it. To stop it, choose no under “preferences” on your pages.",
    )
