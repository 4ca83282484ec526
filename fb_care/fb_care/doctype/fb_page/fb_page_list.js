// Pages with their health, their badge, and whether they are away.
frappe.listview_settings["FB Page"] = {
	hide_name_column: true,
	add_fields: [
		"health", "enabled", "very_responsive", "response_openings", "response_label", "away", "away_kind", "away_until",
	],
	get_indicator(doc) {
		if (!doc.enabled) return [__("Not in use"), "gray", "enabled,=,0"];
		const colours = { OK: "green", Warning: "orange", Broken: "red", Unknown: "gray" };
		return [__(doc.health), colours[doc.health] || "gray", `health,=,${doc.health}`];
	},
	formatters: {
		very_responsive: (value, _df, doc) =>
			cint(value)
				? pillOf(__("Very responsive"), "green", doc.response_label && __(doc.response_label))
				: pillOf(__("Not earned"), "gray", doc.response_label && __(doc.response_label)),
		away: (value, _df, doc) =>
			cint(value)
				? pillOf(__("Away"), "orange", doc.away_until && frappe.datetime.str_to_user(doc.away_until))
				: pillOf(__("Available"), "green"),
		response_rate: (value, _df, doc) => (cint(doc.response_openings) || value ? __("{0} %", [Math.round(value)]) : "–"),
	},
	onload: (list) => fb_care.show_more(list),
};

// The host puts it into the list as HTML.
function pillOf(text, colour, more) {
	const node = fb_care.element("span", `indicator-pill no-indicator-dot ${colour}`, text);
	if (more) node.title = more;
	return node.outerHTML;
}
