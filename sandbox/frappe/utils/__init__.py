"""Small conversions, times and addresses, as `frappe.utils` has them. Times are naive, in site time."""

from __future__ import annotations

import datetime
import random
import re
import string
from typing import Any
from urllib.parse import quote, urlparse

import frappe
import pytz
from dateutil import parser
from dateutil.relativedelta import relativedelta
from frappe.missing import missing, module_getattr

DATE_FORMAT = "%Y-%m-%d"
DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_HTML = str.maketrans({"&": "&amp;", '"': "&quot;", "'": "&apos;", ">": "&gt;", "<": "&lt;"})
_TEXTS = ("Data", "Text", "Small Text", "Long Text", "Text Editor", "Select", "Link", "Dynamic Link")

__getattr__ = module_getattr("frappe.utils")


def cint(s: Any, default: int = 0) -> int:
	"""An int, or the default where it is none."""
	try:
		return int(s)
	except (TypeError, ValueError):
		try:
			return int(float(s))
		except (TypeError, ValueError, OverflowError):
			return default


def flt(s: Any, precision: int | None = None) -> float:
	"""A float, or 0.0 where it is none; commas between thousands are allowed."""
	if precision is not None:
		missing("frappe.utils.flt(precision=...)")
	try:
		return float(s.replace(",", "") if isinstance(s, str) else s)
	except (TypeError, ValueError):
		return 0.0


def cstr(s: Any, encoding: str = "utf-8") -> str:
	"""A text; None is ''."""
	if s is None:
		return ""
	return str(s, encoding) if isinstance(s, bytes) else str(s)


def sbool(x: Any) -> Any:
	"""True or False for "true", "1", "false", "0"; all else as it is."""
	return (
		{"true": True, "1": True, "false": False, "0": False}.get(x.lower(), x) if isinstance(x, str) else x
	)


def cast(fieldtype: str, value: Any = None) -> Any:
	"""A stored text in the Python type of its field, as reading one value of a single gives it."""
	if fieldtype in ("Currency", "Float", "Percent"):
		return flt(value)
	if fieldtype in ("Int", "Check"):
		return cint(sbool(value))
	if fieldtype in _TEXTS:
		return cstr(value)
	if fieldtype == "Date":
		return getdate(value)
	if fieldtype == "Datetime":
		return get_datetime(value)
	return value


def escape_html(text: Any) -> Any:
	return text.translate(_HTML) if isinstance(text, str) else text


def strip_html(text: str) -> str:
	return re.sub(r"(<!--.*?-->|<[^>]*>)", "", text)


def random_string(length: int) -> str:
	return "".join(random.choice(string.ascii_letters + string.digits) for _ in range(length))


def get_system_timezone() -> str:
	return frappe.get_system_settings("time_zone") or "Asia/Kolkata"


def convert_utc_to_timezone(utc_timestamp: datetime.datetime, time_zone: str) -> datetime.datetime:
	"""An aware datetime in the zone; a naive one is taken for UTC."""
	if utc_timestamp.tzinfo is None:
		utc_timestamp = pytz.utc.localize(utc_timestamp)
	return utc_timestamp.astimezone(pytz.timezone(time_zone))


def convert_utc_to_system_timezone(utc_timestamp: datetime.datetime) -> datetime.datetime:
	return convert_utc_to_timezone(utc_timestamp, get_system_timezone())


def now_datetime() -> datetime.datetime:
	"""Now, naive, in the site's time zone."""
	return convert_utc_to_system_timezone(datetime.datetime.now(pytz.utc)).replace(tzinfo=None)


def now() -> str:
	return now_datetime().strftime(DATETIME_FORMAT)


def nowdate() -> str:
	return now_datetime().strftime(DATE_FORMAT)


today = nowdate


def _no_date(text: Any) -> bool:
	return not isinstance(text, str) or not text or text.startswith(("0001-01-01", "0000-00-00"))


def get_datetime(datetime_str: Any = None) -> Any:
	"""A datetime; None is now; '' and the host's marks for "no date" are None."""
	if datetime_str is None:
		return now_datetime()
	if isinstance(datetime_str, datetime.datetime | datetime.timedelta):
		return datetime_str
	if isinstance(datetime_str, datetime.date):
		return datetime.datetime.combine(datetime_str, datetime.time())
	return None if _no_date(datetime_str) else parser.parse(datetime_str)


def getdate(string_date: Any = None) -> datetime.date | None:
	"""A date; nothing is today."""
	if not string_date:
		return now_datetime().date()
	if isinstance(string_date, datetime.datetime):
		return string_date.date()
	if isinstance(string_date, datetime.date):
		return string_date
	if _no_date(string_date):
		return None
	try:
		return parser.parse(string_date).date()
	except parser.ParserError:
		frappe.throw(f"{string_date} is not a valid date string.")


def add_to_date(
	date: Any,
	years: int = 0,
	months: int = 0,
	weeks: int = 0,
	days: int = 0,
	hours: int = 0,
	minutes: int = 0,
	seconds: int = 0,
	as_string: bool = False,
	as_datetime: bool = False,
) -> Any:
	"""Moves a date or datetime; a text comes back as a text."""
	date = now_datetime() if date is None else date
	as_datetime = as_datetime or bool(hours)
	if isinstance(date, str):
		as_string, as_datetime, date = True, as_datetime or " " in date, parser.parse(date)
	moved = date + relativedelta(
		years=years, months=months, weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
	)
	return moved.strftime(DATETIME_FORMAT if as_datetime else DATE_FORMAT) if as_string else moved


def add_days(date: Any, days: int) -> Any:
	return add_to_date(date, days=days)


def time_diff_in_seconds(string_ed_date: Any, string_st_date: Any) -> float:
	return (get_datetime(string_ed_date) - get_datetime(string_st_date)).total_seconds()


def format_date(
	string_date: Any = None, format_string: str | None = None, parse_day_first: bool = False
) -> str:
	"""A day for people, in the user's language; as the host does, an unknown one gives strftime's."""
	from babel.core import UnknownLocaleError
	from babel.dates import format_date

	if parse_day_first:
		missing("frappe.utils.format_date(parse_day_first=...)")
	if not string_date:
		return ""
	day, form = getdate(string_date), (format_string or "yyyy-mm-dd").replace("mm", "MM").replace("Y", "y")
	try:
		return format_date(day, form, locale=frappe.local.lang.replace("-", "_"))
	except (UnknownLocaleError, ValueError):
		return day.strftime(form.replace("MM", "%m").replace("dd", "%d").replace("yyyy", "%Y"))


def format_datetime(datetime_string: Any, format_string: str | None = None) -> str | None:
	"""A date and time for people, in the host's first setting (2026-11-22 13:16:00)."""
	if format_string:
		missing("frappe.utils.format_datetime(format_string=...)")
	return get_datetime(datetime_string).strftime("%Y-%m-%d %H:%M:%S") if datetime_string else None


def formatdate(string_date: Any = None, format_string: str | None = None) -> str:
	"""A date for people, in the host's first setting (2026-11-22)."""
	if format_string:
		missing("frappe.utils.formatdate(format_string=...)")
	return getdate(string_date).strftime("%Y-%m-%d") if string_date else ""


def validate_url(
	txt: str, throw: bool = False, valid_schemes: str | list[str] | tuple[str, ...] | None = None
) -> bool:
	"""Whether it is an address of another host or a path here; of one of these schemes if given."""
	url = urlparse(txt)
	schemes = [valid_schemes] if isinstance(valid_schemes, str) else valid_schemes
	valid = bool(url.netloc) or (txt and txt.startswith("/"))
	if valid_schemes:
		valid = valid and url.scheme in schemes
	if not valid and throw:
		frappe.throw(f"'{frappe.bold(txt)}' is not a valid URL")
	return valid


def get_url(uri: str | None = None, full_address: bool = False) -> str:
	"""An address of this site."""
	if uri and uri.startswith(("http://", "https://")):
		return uri
	host = frappe.local.conf.host_name
	if not host:
		request = getattr(frappe.local, "request", None)
		host = f"{request.scheme}://{request.host}" if request else f"http://{frappe.local.site}"
	return host.rstrip("/") + (f"/{uri.lstrip('/')}" if uri else "")


def get_absolute_url(doctype: str, name: str) -> str:
	return f"/app/{quote(doctype.lower().replace(' ', '-'))}/{quote(str(name))}"


def get_url_to_form(doctype: str, name: str) -> str:
	return get_url(get_absolute_url(doctype, name))


def get_fullname(user: str | None = None) -> str:
	user = user or frappe.session.user
	names = frappe.db.get_value("User", user, ["first_name", "last_name"]) or ()
	return " ".join(name for name in names if name) or user
