"""How Python values become SQLite values and back, so that reads give the types a real site gives."""

from __future__ import annotations

import datetime
import sqlite3
from decimal import Decimal
from typing import Any

DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f"


def to_sql(value: Any) -> Any:
	"""A value as SQLite stores it. Datetimes as text with microseconds, so that text order is time order."""
	if isinstance(value, datetime.datetime):
		if value.tzinfo:
			raise TypeError("A datetime with a time zone can't be stored: the host keeps naive site time")
		return value.strftime(DATETIME_FORMAT)
	if isinstance(value, datetime.date):
		return value.isoformat()
	if isinstance(value, datetime.time):
		return value.strftime("%H:%M:%S.%f")
	if isinstance(value, datetime.timedelta):
		return str(value)
	if isinstance(value, bool):
		return int(value)
	if isinstance(value, Decimal):
		return float(value)
	if value is None or isinstance(value, int | float | bytes):
		return value
	if isinstance(value, str):
		return str(value)
	raise TypeError(f"A {type(value).__name__} can't be stored in a column")


def column_value(fieldtype: str | None, value: Any) -> Any:
	"""A value for a column of this field type: date strings are read, so that all rows compare alike."""
	if isinstance(value, str) and value and fieldtype in ("Date", "Datetime"):
		parsed = datetime.datetime.fromisoformat(value)
		return to_sql(parsed if fieldtype == "Datetime" else parsed.date())
	if isinstance(value, datetime.date) and fieldtype == "Datetime" and type(value) is datetime.date:
		return to_sql(datetime.datetime.combine(value, datetime.time()))
	if isinstance(value, datetime.datetime) and fieldtype == "Date":
		return to_sql(value.date())
	return to_sql(value)


def _datetime(raw: bytes) -> datetime.datetime:
	return datetime.datetime.fromisoformat(raw.decode())


def _date(raw: bytes) -> datetime.date:
	return datetime.date.fromisoformat(raw.decode()[:10])


def _time(raw: bytes) -> datetime.timedelta:
	hours, minutes, seconds = raw.decode().split(":")
	return datetime.timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))


def register() -> None:
	"""Tells sqlite3 how to read the declared column types; MariaDB's client gives the same Python types."""
	sqlite3.register_converter("datetime", _datetime)
	sqlite3.register_converter("date", _date)
	sqlite3.register_converter("time", _time)
	sqlite3.register_converter("decimal", lambda raw: float(raw))
