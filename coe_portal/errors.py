"""The tree of refusals. Screens turn them into form errors, the API into problem documents."""

from __future__ import annotations

from django.utils.functional import Promise


class DomainError(Exception):
    """Something a rule of the domain forbids; `message` is for the user, `code` for machines."""

    default_code = "domain.error"
    status = 409

    def __init__(
        self, message: str | Promise, *, code: str | None = None, **context: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.context = context

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor has no right to do this."""

    default_code = "not_allowed"
    status = 403


class InvalidTransition(DomainError):
    """The object is not in a state from which this can be done."""

    default_code = "invalid_transition"


class StaleState(DomainError):
    """Somebody changed the object after the actor saw it.

    Its context says what is there now, in values that JSON can hold; the API hands it on.
    """

    default_code = "stale_state"


class RuleViolation(DomainError):
    """A rule of the organization or of the domain is not met."""

    default_code = "rule_violation"


class InvalidInput(DomainError):
    """Bad values: `errors` maps a field to the messages that say what to do."""

    default_code = "invalid_input"
    status = 422

    def __init__(
        self,
        message: str | Promise,
        *,
        errors: dict[str, list[str]] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.errors = errors or {}
