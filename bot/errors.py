"""Every public error, named by what the caller can do about it.

DenominatorError                 one sentence for the reader; `exit_code` says how a command ends
├── UsageError                   wrong use or configuration: change what was typed (exit 2)
│   ├── SettingsError            a setting is missing or wrong
│   ├── OrgFileError             the org file is refused, with file and line
│   ├── ImportRefusedError       a file is refused whole, with file, line and column
│   ├── NothingToReadError       a provider has nothing of the days asked for: ask for others
│   ├── UnknownNameError         a team, workflow, provider or week that does not exist
│   └── NotMigratedError         the database has no tables yet, or older ones
├── CheckFailedError             something that should hold does not (exit 1)
├── ProviderError                a provider refused or failed (exit 3)
│   ├── ProviderAuthError        the key is wrong or lacks a right: put in another key
│   ├── ProviderUnavailableError busy, down or out of reach: the next run tries again
│   └── ProviderChangedError     the answer has another shape than documented: tell the maintainers
└── SurfaceError                 a chat product did not take what was said to it (exit 3)
    ├── SurfaceRefusedError      refused for good: do what the text says, then say it again
    ├── SurfaceGoneError         the message to be changed is no more: post it anew
    ├── SurfaceBusyError         too much at once, nothing was said: wait `retry_after` seconds
    ├── SurfaceUnreachableError  out of reach, certainly nothing was said: try again
    └── SurfaceUnknownError      nobody knows whether it was said: look before it is said again
"""

from __future__ import annotations

from typing import ClassVar


class DenominatorError(Exception):
    """The root: its text is one sentence that tells the reader what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(DenominatorError):
    """Wrong use or configuration; nothing was changed."""

    exit_code: ClassVar[int] = 2


class SettingsError(UsageError):
    """A setting is missing or wrong; the text names it."""


class OrgFileError(UsageError):
    """The org file is refused as a whole; the text begins with `file:line:`."""


class ImportRefusedError(UsageError):
    """A file is refused as a whole and nothing of it is stored; the text names file, line and column."""


class NothingToReadError(UsageError):
    """No day that was asked for can be read from the provider; the text says which days can."""


class UnknownNameError(UsageError):
    """Something was named that is not there; the text lists what is."""


class NotMigratedError(UsageError):
    """The database has no tables yet, or those of an older version."""


class CheckFailedError(DenominatorError):
    """Something that should hold does not."""


class ProviderError(DenominatorError):
    """A provider did not give what was asked for; the ledger is as it was before.

    `status` is the HTTP status with which it refused, None where it did not say no.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ProviderAuthError(ProviderError):
    """The key is wrong, expired or lacks a right."""


class ProviderUnavailableError(ProviderError):
    """The provider is busy, failing or out of reach; reading again later may work.

    `retry_after` is the number of seconds the provider asked us to wait, or None where it said nothing.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProviderChangedError(ProviderError):
    """The provider's answer has another shape than its documentation; the text names the field."""


class SurfaceError(DenominatorError):
    """A chat product did not take what was said to it."""

    exit_code: ClassVar[int] = 3


class SurfaceRefusedError(SurfaceError):
    """Refused for good; the text says what to type. `code` is the product's own word for it, such as `is_archived`."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class SurfaceShutError(SurfaceRefusedError):
    """Refused whatever is said: the app itself may not speak until its token or its scopes are mended."""


class SurfaceGoneError(SurfaceError):
    """The message that was to be changed cannot be changed any more; posting it anew is the way on."""


class SurfaceBusyError(SurfaceError):
    """Nothing was said because too much was said before; `retry_after` is how many seconds to wait."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SurfaceUnreachableError(SurfaceError):
    """Certainly not said: the request never reached the product."""


class SurfaceUnknownError(SurfaceError):
    """It may have been said or not: the answer was lost, or said that something broke on the way."""
