// The panel of figures on the form of a page: asked for when the form is drawn, and when the server tells of news.
(function () {
	const DOCTYPE = "FB Page";
	// What the panel shows better.
	const IN_PANEL = ["very_responsive", "response_rate", "response_ms", "response_label", "figures_at"];

	function place(frm) {
		const field = frm.get_field("figures");
		return field && field.$wrapper[0];
	}

	function put(frm, node) {
		const box = place(frm);
		if (box) box.replaceChildren(node);
	}

	async function ask(frm, method, type) {
		const page = frm.doc.name;
		const args = { page };
		const answer = await frappe.call({ method: `fb_care.api.figures.${method}`, args, type });
		// Meanwhile another page may stand in the form.
		if (answer.message && frm.doc.name === page) draw(frm, answer.message);
	}

	function draw(frm, found) {
		const focused = place(frm) && place(frm).contains(document.activeElement);
		put(frm, fb_care.figures.panel(found, mayWrite(frm) ? () => ask(frm, "refresh", "POST") : null));
		const button = focused && place(frm).querySelector("button");
		if (button) button.focus();
	}

	function mayWrite(frm) {
		return Boolean(frm.perm[0] && frm.perm[0].write);
	}

	// Nothing but the panel is drawn anew: what somebody is typing in the form stays.
	function onNews({ page }) {
		const frm = window.cur_frm;
		if (frm && frm.doctype === DOCTYPE && frm.doc.name === page) ask(frm, "of_page", "GET");
	}

	function listen() {
		frappe.realtime.off("fb_care_figures", onNews);
		frappe.realtime.on("fb_care_figures", onNews);
	}

	frappe.ui.form.on(DOCTYPE, {
		refresh(frm) {
			IN_PANEL.forEach((fieldname) => frm.toggle_display(fieldname, false));
			frm.set_query("badge_policy", () => ({
				filters: { window_until: ["!=", "Newest opening"], least_openings: 0 },
			}));
			if (frm.is_new()) return put(frm, fb_care.element("div", "text-muted", __("After the first message.")));
			listen();
			return ask(frm, "of_page", "GET");
		},
	});
})();
