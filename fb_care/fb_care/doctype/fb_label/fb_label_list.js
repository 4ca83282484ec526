// Labels in their colours.
frappe.listview_settings["FB Label"] = {
	hide_name_column: true,
	add_fields: ["color"],
	formatters: {
		color(value, df, doc) {
			const box = document.createElement("div");
			fb_care.people.style();
			box.appendChild(fb_care.people.chip(fb_care.written(doc.label), value));
			return box.innerHTML;
		},
	},
};
