// The formula in words, with the numbers that stand in the form, and the way to a copy.
frappe.ui.form.on("FB Response Policy", {
	refresh(frm) {
		explain(frm);
		if (frm.doc.standard) {
			frm.disable_form();
			frm.set_intro(__("This one comes with the app and stays as it is. Copy it, and change the copy."));
		}
		if (!frm.is_new() && frappe.model.can_create(frm.doctype))
			frm.add_custom_button(__("Copy"), () =>
				frm.copy_doc((copy) => {
					copy.title = __("{0} (copy)", [frm.doc.title]);
				})
			);
	},
	...Object.fromEntries(
		[
			"window_days",
			"window_until",
			"least_openings",
			"counts",
			"rate_percent",
			"time_minutes",
			"trim_percent",
			"label_minutes",
			"label_hour",
			"label_hours",
			"label_day",
		].map((fieldname) => [fieldname, explain])
	),
});

function explain(frm) {
	const box = fb_care.element("div");
	in_words(frm.doc).forEach((words) => box.append(fb_care.element("p", "", words)));
	frm.get_field("in_words").$wrapper[0].replaceChildren(box);
}

function in_words(doc) {
	return [which(doc), who(doc), asked(doc), example(doc), told(doc)];
}

function which(doc) {
	const words =
		doc.window_until === "Newest opening"
			? __("It looks at the openings of the {0} days before the newest one, this one included.", [doc.window_days])
			: __("It looks at the openings of the last {0} days.", [doc.window_days]);
	if (!doc.least_openings) return words;
	const least = __("With fewer than {0} of them, at the last {0}, however old.", [doc.least_openings]);
	return `${words} ${least}`;
}

function who(doc) {
	const sources = {
		People: __("An answer is what a person sent, in this app or in Facebook's own inbox."),
		"People and other apps": __("An answer is what a person or another app sent."),
		"People, other apps and automations": __("An answer is whatever the page sent, automatic messages included."),
	};
	return sources[doc.counts] || "";
}

function asked(doc) {
	return __(
		"The badge needs {0} % of the openings answered, and the fastest {1} % of the answers within {2} minutes on average.",
		[doc.rate_percent, doc.trim_percent, doc.time_minutes]
	);
}

function example(doc) {
	const openings = 20;
	const answers = Math.ceil((openings * doc.rate_percent) / 100);
	const counted = Math.ceil((answers * doc.trim_percent) / 100);
	const together = Math.round(counted * doc.time_minutes * 10) / 10;
	return __(
		"For example: of {0} openings {1} must be answered. Of {1} answers the fastest {2} make the response time; together they may take {3} minutes.",
		[openings, answers, counted, together]
	);
}

function told(doc) {
	return __(
		"People are told: within minutes up to {0} minutes on average, within an hour up to {1}, within a few hours up to {2}, within a day up to {3}; above, nothing.",
		[doc.label_minutes, doc.label_hour, doc.label_hours, doc.label_day]
	);
}
