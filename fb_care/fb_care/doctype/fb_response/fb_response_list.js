// Openings with what became of them.
frappe.listview_settings["FB Response"] = {
	hide_name_column: true,
	add_fields: ["state", "left_out"],
	get_indicator(doc) {
		if (doc.left_out) return [__("Left out: {0}", [__(doc.left_out)]), "gray", `left_out,=,${doc.left_out}`];
		return doc.state === "Answered"
			? [__("Answered"), "green", "state,=,Answered"]
			: [__("Waits"), "orange", "state,=,Open"];
	},
	formatters: {
		opened_at(value) {
			const node = fb_care.element("span", "ellipsis", value && frappe.datetime.prettyDate(value, true));
			node.title = value ? frappe.datetime.str_to_user(value) : "";
			return node.outerHTML;
		},
		// Where nothing is stored the host's list has 0.
		wait_ms: (value, _df, doc) => (doc.state === "Answered" ? fb_care.duration(value) : ""),
	},
	onload: (list) => fb_care.show_more(list),
};
