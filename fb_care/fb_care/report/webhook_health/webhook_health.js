// {% include "fb_care/public/js/fb_care_desk.js" %}
// {% include "fb_care/public/js/fb_care_reports.js" %}

// The filters of the report Webhook Health; seconds are told in words.
frappe.query_reports["Webhook Health"] = {
	filters: [
		...fb_care.reports.period(7),
		fb_care.reports.choice("group_by", __("By"), { Day: __("Day"), Hour: __("Hour") }),
	],
	after_datatable_render: fb_care.reports.settle,
	formatter(value, row, column, data, formatter) {
		if (column.in_seconds && Number.isFinite(value)) return fb_care.duration(value * 1000);
		return fb_care.reports.cell(value, row, column, data, formatter);
	},
};
