// People with their picture, labels, and whether they are VIP or blocked.
frappe.listview_settings["FB Contact"] = {
	hide_name_column: true,
	add_fields: ["display_name", "picture", "vip", "blocked", "label_words"],
	get_indicator(doc) {
		if (doc.blocked) return [__("Blocked"), "red", "blocked,=,1"];
		if (doc.vip) return [__("VIP"), "orange", "vip,=,1"];
		return null;
	},
	formatters: {
		// The list makes a text node of this one, and HTML of the other.
		full_name: (value, df, doc) => fb_care.written(value || doc.display_name),
		display_name: (value) => fb_care.written(value),
		label_words(value) {
			const box = document.createElement("div");
			fb_care.people.style();
			String(value || "")
				.split(", ")
				.filter(Boolean)
				.forEach((label) => box.appendChild(fb_care.people.chip(fb_care.written(label))));
			return box.innerHTML;
		},
	},
	onload(list) {
		fb_care.show_more(list);
	},
	// The host shows a record's picture in its image view only.
	refresh(list) {
		if (!list.$result) return;
		list.$result.find(".list-row-container").each((number, row) => {
			const doc = list.data[number];
			const subject = row.querySelector(".list-subject");
			if (!doc || !subject || !/^\/(private\/)?files\//.test(doc.picture || "")) return;
			const picture = document.createElement("img");
			picture.src = doc.picture;
			picture.alt = "";
			picture.loading = "lazy";
			picture.style.cssText = "width: 24px; height: 24px; border-radius: 50%; margin-right: 8px;";
			const before = subject.querySelector(".level-item.bold, a") || subject.firstChild;
			subject.insertBefore(picture, before.parentNode === subject ? before : subject.lastChild);
		});
	},
};
