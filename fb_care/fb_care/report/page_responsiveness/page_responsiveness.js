// {% include "fb_care/public/js/fb_care_reports.js" %}

// Days and chart are those of the trend, which is shown of one page.
(() => {
	const [first, last] = fb_care.reports.period();

	frappe.query_reports["Page Responsiveness"] = {
		filters: [
			fb_care.reports.page(),
			{ fieldname: "policy", label: __("Policy"), fieldtype: "Link", options: "FB Response Policy" },
			{ fieldname: "as_of", label: __("As of the end of"), fieldtype: "Date" },
			{ ...first, label: __("Trend from"), reqd: 0 },
			{ ...last, label: __("Trend until"), reqd: 0 },
			fb_care.reports.choice("chart_of", __("Chart"), {
				"Response rate": __("Response rate"),
				"Response time": __("Response time"),
				Openings: __("Openings"),
			}),
		],
		onload: fb_care.reports.ready,
		after_datatable_render: fb_care.reports.settle,
		formatter: (value, row, column, data, formatter) => {
			const shown = fb_care.reports.cell(value, row, column, data, formatter);
			if (column.fieldname !== "badge" || !data || data.earned === undefined) return shown;
			return `<span class="indicator-pill ${data.earned ? "green" : "red"}">${shown}</span>`;
		},
	};
})();
