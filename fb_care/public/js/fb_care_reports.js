// What the reports of the app share: their filters, and cells that open what is behind them.
// A report has it through an include, which the host fills in; so no backslash may stand here.
frappe.provide("fb_care.reports");

// First and last day; `days` of them up to today unless told otherwise.
fb_care.reports.period = function (days) {
	const today = frappe.datetime.get_today();
	return [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(today, 1 - (days || 30)),
			reqd: 1,
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: today, reqd: 1 },
	];
};

fb_care.reports.page = function () {
	return { fieldname: "page", label: __("Page"), fieldtype: "Link", options: "FB Page" };
};

// A choice; `words` is value -> what people read, the first is the default.
fb_care.reports.choice = function (fieldname, label, words) {
	return {
		fieldname,
		label,
		fieldtype: "Select",
		options: Object.entries(words).map(([value, label]) => ({ value, label })),
		default: Object.keys(words)[0],
		reqd: 1,
	};
};

// The `after_datatable_render` of each report: days are a series, so that labels without room are left out.
// The host says nothing of it when it draws the chart.
fb_care.reports.settle = function () {
	const report = frappe.query_report;
	const options = report && report.chart_options;
	if (!options || options.type !== "line" || !options.axisOptions || options.axisOptions.xIsSeries) return;
	options.axisOptions.xIsSeries = 1;
	report.render_chart(options);
};

// The `formatter` of each report: nothing where nothing was measured, a link where the row has one (`opens`).
fb_care.reports.cell = function (value, row, column, data, formatter) {
	if (value === null || value === undefined) return "";
	const shown = formatter(value, row, column, data);
	const address = value && data && data.opens && data.opens[column.fieldname];
	if (!address) return shown;
	const style = "text-decoration: underline dotted";
	return `<a href="${frappe.utils.escape_html(address)}" style="${style}">${shown}</a>`;
};

// The `onload` of a report: waits until the filters that a link names are in. The host runs the report while a
// Link among them is still looked up (its name, then its title), and at times not again afterwards.
fb_care.reports.ready = function (report) {
	const busy = () => frappe.request.ajax_count || report.filters.some((filter) => filter.inside_change_event);
	return new Promise((resolve) => {
		const look = (left, was_quiet) => {
			const quiet = !busy();
			if (!left || (quiet && was_quiet)) resolve();
			else setTimeout(() => look(left - 1, quiet), 40);
		};
		look(75, false);
	});
};
