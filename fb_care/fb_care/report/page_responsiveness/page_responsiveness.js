// {% include "fb_care/public/js/fb_care_reports.js" %}

// Days and chart belong to the trend, which one page has.
(() => {
	const of_one_page = (df) => ({ ...df, reqd: 0, depends_on: "eval:doc.page" });

	frappe.query_reports["Page Responsiveness"] = {
		filters: [
			fb_care.reports.page(),
			{ fieldname: "policy", label: __("Policy"), fieldtype: "Link", options: "FB Response Policy" },
			{ fieldname: "as_of", label: __("As of the end of"), fieldtype: "Date" },
			...fb_care.reports.period().map(of_one_page),
			of_one_page(
				fb_care.reports.choice("chart_of", __("Chart"), ["Response rate", "Response time", "Openings"])
			),
		],
		formatter: (value, row, column, data, formatter) => {
			const shown = fb_care.reports.cell(value, row, column, data, formatter);
			if (column.fieldname !== "badge" || !data || data.earned === undefined) return shown;
			return `<span class="indicator-pill ${data.earned ? "green" : "red"}">${shown}</span>`;
		},
	};
})();
