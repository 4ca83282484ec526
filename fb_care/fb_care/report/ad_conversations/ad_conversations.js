// {% include "fb_care/public/js/fb_care_reports.js" %}

// The filters of the report Ad Conversations.
frappe.query_reports["Ad Conversations"] = {
	filters: [
		...fb_care.reports.period(),
		fb_care.reports.choice("group_by", __("By"), { Ad: __("Ad"), Campaign: __("Campaign") }),
		fb_care.reports.page(),
		{ fieldname: "ad", label: __("Ad"), fieldtype: "Link", options: "FB Ad" },
	],
	onload: fb_care.reports.ready,
	formatter: fb_care.reports.cell,
	after_datatable_render: fb_care.reports.settle,
};
