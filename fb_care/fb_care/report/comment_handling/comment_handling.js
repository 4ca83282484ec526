// {% include "fb_care/public/js/fb_care_reports.js" %}

// The filters of the report Comment Handling.
frappe.query_reports["Comment Handling"] = {
	filters: [
		...fb_care.reports.period(),
		fb_care.reports.choice("group_by", __("By"), {
			Page: __("Page"),
			Post: __("Post"),
			Kind: __("Kind"),
			Agent: __("Agent"),
			Day: __("Day"),
		}),
		fb_care.reports.page(),
		{
			fieldname: "kind",
			label: __("Kind"),
			fieldtype: "Select",
			options: ["", "Comment", "Visitor Post", "Mention", "Rating"].map((kind) => ({
				value: kind,
				label: kind && __(kind),
			})),
		},
		{ fieldname: "post", label: __("Post"), fieldtype: "Link", options: "FB Post" },
	],
	onload: fb_care.reports.ready,
	formatter: fb_care.reports.cell,
	after_datatable_render: fb_care.reports.settle,
};
