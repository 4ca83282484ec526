// {% include "fb_care/public/js/fb_care_reports.js" %}

// The filters of the report Ambassadors and Complainers.
frappe.query_reports["Ambassadors and Complainers"] = {
	filters: [
		...fb_care.reports.period(),
		fb_care.reports.choice("show", __("Show"), {
			"Most active": __("Most active"),
			"Most complaints": __("Most complaints"),
		}),
		fb_care.reports.page(),
		{ fieldname: "rows", label: __("People"), fieldtype: "Int", default: 50 },
	],
	onload: fb_care.reports.ready,
	formatter: fb_care.reports.cell,
	after_datatable_render: fb_care.reports.settle,
};
