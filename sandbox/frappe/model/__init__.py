"""DocTypes and documents. Here: which columns every table has, and how a field type becomes a column."""

from __future__ import annotations

VARCHAR = 140
TABLE_FIELDTYPES = ("Table", "Table MultiSelect")

# The columns that are in every table, with the field type that their values follow.
STANDARD_FIELDTYPES = {
	"name": "name",
	"owner": "Data",
	"creation": "Datetime",
	"modified": "Datetime",
	"modified_by": "Data",
	"docstatus": "Int",
	"idx": "Int",
	"parent": "Data",
	"parentfield": "Data",
	"parenttype": "Data",
	"_user_tags": "Text",
	"_comments": "Text",
	"_assign": "Text",
	"_liked_by": "Text",
	"_seen": "Text",
}
DEFAULT_FIELDS = ("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx")
CHILD_FIELDS = ("parent", "parentfield", "parenttype")
OPTIONAL_FIELDS = ("_user_tags", "_comments", "_assign", "_liked_by")

_VARCHAR_TYPES = (
	"Data", "Link", "Dynamic Link", "Select", "Read Only", "Color", "Icon", "Phone", "Autocomplete",
)  # fmt: skip
_TEXT_TYPES = (
	"Small Text", "Long Text", "Code", "Text Editor", "Markdown Editor", "HTML Editor", "Text", "Password",
	"Attach", "Attach Image", "Signature", "Barcode", "JSON",
)  # fmt: skip
COLUMN_TYPES = {
	**{fieldtype: "varchar" for fieldtype in _VARCHAR_TYPES},
	**{fieldtype: "text" for fieldtype in _TEXT_TYPES},
	**{fieldtype: "decimal" for fieldtype in ("Currency", "Float", "Percent", "Duration", "Rating")},
	"Int": "int",
	"Check": "int",
	"Long Int": "bigint",
	"Date": "date",
	"Datetime": "datetime",
	"Time": "time",
}
