# ruff: noqa: E402, F401, I001 (the names of the host stand here for others; the order of imports matters)
"""A small stand-in for the Frappe host, for a laptop and for tests: `import frappe` with it on sys.path.

It holds what this app uses of Frappe 15, with Frappe's meaning, on SQLite; everything else is refused with
`SandboxMissing`, which names the call. Never imported by the app as anything but `frappe`, never shipped.
"""

from __future__ import annotations

from typing import Any

from werkzeug.local import Local

from frappe import missing as _missing_module
from frappe.dicts import _dict
from frappe.exceptions import (
	AppNotInstalledError,
	AuthenticationError,
	CannotChangeConstantError,
	CharacterLengthExceededError,
	CSRFTokenError,
	DataError,
	DoesNotExistError,
	DuplicateEntryError,
	InvalidEmailAddressError,
	LinkExistsError,
	LinkValidationError,
	MandatoryError,
	NameError,
	OutgoingEmailError,
	PageDoesNotExistError,
	PermissionError,
	QueryDeadlockError,
	QueryTimeoutError,
	SandboxMissing,
	SessionExpired,
	TimestampMismatchError,
	TooManyRequestsError,
	UniqueValidationError,
	ValidationError,
)

__version__ = "15.41.0"

local = Local()
db = local("db")
qb = local("qb")
conf = local("conf")
form = form_dict = local("form_dict")
request = local("request")
response = local("response")
session = local("session")
flags = local("flags")
message_log = local("message_log")
lang = local("lang")

_missing_module.install()
__getattr__ = _missing_module.module_getattr("frappe")

from frappe.cache import cache
from frappe.hooks import (
	allowed_http_methods_for_whitelisted_func,
	call,
	get_app_path,
	get_attr,
	get_doc_handlers,
	get_hooks,
	get_installed_apps,
	get_module,
	guest_methods,
	is_whitelisted,
	whitelist,
	whitelisted,
)
from frappe.messages import (
	_,
	as_json,
	bold,
	clear_last_message,
	clear_messages,
	errprint,
	generate_hash,
	get_traceback,
	log_error,
	logger,
	msgprint,
	parse_json,
	publish_realtime,
	safe_decode,
	scrub,
	throw,
)
from frappe.site import (
	connect,
	destroy,
	get_site_config,
	get_site_path,
	get_system_settings,
	init,
	only_for,
	set_user,
)
from frappe.documents import (
	clear_cache,
	clear_document_cache,
	delete_doc,
	delete_doc_if_exists,
	get_all,
	get_cached_doc,
	get_cached_value,
	get_controller,
	get_doc,
	get_list,
	get_meta,
	get_single,
	get_value,
	has_permission,
	new_doc,
)
from frappe.permissions import get_roles
from frappe.utils.background_jobs import enqueue


def get_exceptions() -> dict[str, Any]:
	"""All exception classes by name (sandbox only)."""
	return {name: value for name, value in globals().items() if isinstance(value, type)}
