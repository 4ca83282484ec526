// Time zones to choose from, and the buttons that ask Facebook about this page.
frappe.ui.form.on("FB Page", {
	async onload(frm) {
		const answer = await frappe.call({ method: "frappe.core.doctype.user.user.get_timezones" });
		frm.get_field("time_zone").set_data((answer.message && answer.message.timezones) || []);
	},

	refresh(frm) {
		frm.set_df_property("lag_ms", "formatter", fb_care.duration);
		if (frm.is_new() || !frm.perm[0] || !frm.perm[0].write) return;
		if (["Broken", "Warning"].includes(frm.doc.health) && frm.doc.health_reason)
			frm.dashboard.set_headline(
				frappe.utils.escape_html(frm.doc.health_reason),
				frm.doc.health === "Broken" ? "red" : "orange"
			);
		frm.add_custom_button(__("Check now"), () => ask(frm, "check_now"));
		if ((frm.doc.notices || []).some((row) => !row.solved))
			frm.add_custom_button(__("Mark notices as solved"), () =>
				frappe.confirm(
					__("Mark all open notices as solved? What is still wrong comes back with the next check."),
					() => ask(frm, "solve_notices")
				)
			);
		frm.add_custom_button(__("Subscribe"), () => ask(frm, "subscribe"), __("Webhook"));
		frm.add_custom_button(
			__("Unsubscribe"),
			() =>
				frappe.confirm(__("Nothing more will come in from this page. Go on?"), () =>
					ask(frm, "unsubscribe")
				),
			__("Webhook")
		);
		offerHeld(frm);
	},

	// A new token is checked at once, so that a wrong one is seen where it was pasted.
	before_save(frm) {
		frm.fb_care_new_token = /[^*]/.test(frm.doc.access_token || "");
	},

	after_save(frm) {
		if (frm.fb_care_new_token) ask(frm, "check_now");
		frm.fb_care_new_token = false;
	},
});

// Answers that were written while the page could not send: nothing of them goes out unasked.
async function offerHeld(frm) {
	const { message: held } = await frappe.call({
		method: "fb_care.api.answers.held",
		args: { page: frm.doc.name },
		type: "GET",
	});
	if (!(held || []).length || frm.doc.name !== cur_frm?.doc.name) return;
	const group = __("Waiting answers ({0})", [held.length]);
	frm.add_custom_button(__("Send now"), () => decide(frm, "send_held", sendQuestion(held)), group);
	frm.add_custom_button(
		__("Discard"),
		() => decide(frm, "discard_held", __("Discard {0} answers? They are not sent.", [held.length])),
		group
	);
}

function sendQuestion(held) {
	const texts = held.slice(0, 5).map((row) => {
		const said = frappe.utils.escape_html(fb_care.written(row.text || __("a file")));
		return `<li>${frappe.utils.escape_html(row.sent_by || "")}: ${said.slice(0, 200)}</li>`;
	});
	const question = __("Send these {0} answers now? Those whose time is over fail.", [held.length]);
	return `${question}<ul>${texts.join("")}</ul>`;
}

function decide(frm, method, question) {
	frappe.confirm(question, async () => {
		await frappe.call({ method: `fb_care.api.answers.${method}`, args: { page: frm.doc.name }, freeze: true });
		await frm.reload_doc();
	});
}

async function ask(frm, method) {
	await frappe.call({
		method: `fb_care.api.pages.${method}`,
		args: { page: frm.doc.name },
		freeze: true,
		freeze_message: __("Asking Facebook …"),
	});
	await frm.reload_doc();
}
