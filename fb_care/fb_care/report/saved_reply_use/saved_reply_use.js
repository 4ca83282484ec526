// The filters of the report Saved Reply Use.
frappe.query_reports["Saved Reply Use"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -1),
			reqd: 1,
		},
		{
			fieldname: "to_date",
			label: __("To"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{
			fieldname: "group_by",
			label: __("By"),
			fieldtype: "Select",
			options: [
				{ value: "Reply", label: __("Reply") },
				{ value: "Agent", label: __("Agent") },
				{ value: "Page", label: __("Page") },
				{ value: "Day", label: __("Day") },
			],
			default: "Reply",
			reqd: 1,
		},
		{ fieldname: "page", label: __("Page"), fieldtype: "Link", options: "FB Page" },
		{ fieldname: "user", label: __("Agent"), fieldtype: "Link", options: "User" },
		{ fieldname: "saved_reply", label: __("Saved reply"), fieldtype: "Link", options: "FB Saved Reply" },
	],
};
