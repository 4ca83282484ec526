"""Frappe's exception classes, with the HTTP status each one becomes, and the sandbox's own `SandboxMissing`.

Raised all over the sandbox and caught by app code under the same names as on a real site.
"""


class SandboxMissing(Exception):
	"""App code used something of the host that the sandbox does not stand in for; the text names the call."""

	http_status_code = 501


class ValidationError(Exception):
	http_status_code = 417


class AuthenticationError(Exception):
	http_status_code = 401


class SessionExpired(Exception):
	http_status_code = 401


class PermissionError(Exception):
	http_status_code = 403


class DoesNotExistError(ValidationError):
	http_status_code = 404


class PageDoesNotExistError(ValidationError):
	http_status_code = 404


class NameError(Exception):
	http_status_code = 409


class DuplicateEntryError(NameError):
	pass


class CSRFTokenError(Exception):
	http_status_code = 400


class TooManyRequestsError(Exception):
	http_status_code = 429


class DataError(ValidationError):
	pass


class MandatoryError(ValidationError):
	pass


class NonNegativeError(ValidationError):
	pass


class CannotChangeConstantError(ValidationError):
	pass


class CharacterLengthExceededError(ValidationError):
	pass


class LinkValidationError(ValidationError):
	pass


class LinkExistsError(ValidationError):
	pass


class TimestampMismatchError(ValidationError):
	pass


class InvalidEmailAddressError(ValidationError):
	pass


class UniqueValidationError(ValidationError):
	pass


class AppNotInstalledError(ValidationError):
	pass


class OutgoingEmailError(Exception):
	http_status_code = 501


class QueryTimeoutError(Exception):
	pass


class QueryDeadlockError(Exception):
	pass
