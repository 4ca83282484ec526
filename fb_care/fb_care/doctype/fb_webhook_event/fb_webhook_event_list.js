// Deliveries by state, and Replay for several at once.
frappe.listview_settings["FB Webhook Event"] = {
	add_fields: ["state", "attempts", "failed_count", "unknown_count"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Received: "blue", Working: "purple", Done: "green", Failed: "red" };
		const label = doc.attempts > 1 ? `${__(doc.state)} (${doc.attempts})` : __(doc.state);
		return [label, colours[doc.state] || "gray", `state,=,${doc.state}`];
	},
	formatters: {
		kinds: (value, df, doc) => value || doc.name,
		lag_ms: (value, df, doc) =>
			["Received", "Working"].includes(doc.state) ? "" : fb_care.duration(value),
		received_at: (value) =>
			`<span title="${frappe.datetime.str_to_user(value)}">${frappe.datetime.prettyDate(value)}</span>`,
	},
	onload(list) {
		fb_care.show_more(list);
		list.page.add_actions_menu_item(__("Replay"), async () => {
			const names = list.get_checked_items(true);
			const answer = await frappe.call({
				method: "fb_care.api.events.replay",
				args: { names },
				freeze: true,
			});
			const { replayed } = answer.message;
			frappe.show_alert({
				message: __("Put back to be processed again: {0}", [replayed]),
				indicator: "green",
			});
			list.clear_checked_items();
			list.refresh();
		});
		list.page.add_inner_button(__("Figures"), async () => {
			const answer = await frappe.call({ method: "fb_care.api.events.figures", type: "GET" });
			fb_care_show_figures(answer.message);
		});
	},
};

// What customers or Facebook wrote is escaped before it goes into the dialog.
function fb_care_show_figures(figures) {
	const escape = (value) => frappe.utils.escape_html(String(value));
	const row = (name, value) => `<tr><td>${escape(name)}</td><td>${escape(value)}</td></tr>`;
	const table = (title, rows) =>
		`<h5>${escape(title)}</h5><table class="table table-bordered">${rows.join("")}</table>`;
	const states = Object.entries(figures.states).map(([state, count]) => row(__(state), count));
	states.push(row(__("Oldest waiting"), fb_care.duration(figures.oldest_waiting_ms)));
	const pages = figures.pages.map((page) => row(page.page_name, fb_care.duration(page.lag_ms)));
	const unknown = Object.entries(figures.unknown).map(([kind, count]) => row(kind, count));
	frappe.msgprint({
		title: __("Deliveries"),
		message:
			table(__("Deliveries by state"), states) +
			table(__("Lag of the last event by page"), pages) +
			(unknown.length ? table(__("Kinds this version does not know"), unknown) : ""),
	});
}
