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
		wait_ms: (value) => (value === null || value === undefined ? "" : fb_care.duration(value)),
	},
	onload: (list) => fb_care.show_more(list),
};
