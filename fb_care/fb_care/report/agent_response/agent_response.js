// {% include "fb_care/public/js/fb_care_reports.js" %}

frappe.query_reports["Agent Response"] = {
	filters: [
		...fb_care.reports.period(),
		fb_care.reports.page(),
		{ fieldname: "agent", label: __("Agent"), fieldtype: "Link", options: "User" },
		{ fieldname: "policy", label: __("Policy"), fieldtype: "Link", options: "FB Response Policy" },
		fb_care.reports.choice("chart_of", __("Chart"), {
			"Openings answered": __("Openings answered"),
			Median: __("Median"),
		}),
	],
	onload: fb_care.reports.ready,
	formatter: fb_care.reports.cell,
};
