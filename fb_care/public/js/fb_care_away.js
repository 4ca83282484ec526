// The switch on a page's form: away until a time, back, messages off and on; and how the page stands now.
frappe.provide("fb_care.away");

fb_care.away.may_write = function (frm) {
	return Boolean(frm.perm[0] && frm.perm[0].write);
};

// Who asked last draws: an answer to an older question, or for another form, is left alone.
fb_care.away.show = async function (frm) {
	const asked = (fb_care.away.asked = {});
	const { message: state } = await frappe.call({
		method: "fb_care.api.away.state",
		args: { page: frm.doc.name },
		type: "GET",
	});
	if (asked !== fb_care.away.asked || !state || state.page !== frm.doc.name) return;
	[...fb_care.away.words(state), ...state.warnings].forEach((line, index) =>
		frm.dashboard.set_headline(
			frappe.utils.escape_html(line),
			index === 0 && !state.warnings.includes(line) ? "blue" : "orange"
		)
	);
	fb_care.away.buttons(frm, state);
};

fb_care.away.buttons = function (frm, state) {
	const group = __("Availability");
	const add = (label, action) => frm.add_custom_button(label, action, group);
	if (state.messages_off) {
		if (state.may_manage) add(__("Messages on"), () => fb_care.away.switch_messages(frm, 1));
		return;
	}
	add(__("Away …"), () => fb_care.away.ask(frm));
	if (state.away) add(__("Back"), () => fb_care.away.call(frm, "set_back"));
	if (state.may_manage) add(__("Messages off"), () => fb_care.away.switch_messages(frm, 0));
};

// Site time as the user writes it, without seconds.
fb_care.away.time = function (at) {
	return frappe.datetime.str_to_user(at).replace(/(\d\d:\d\d):\d\d/, "$1");
};

// Since when, until when, by whom and why; nothing where the page is available and has no hours.
fb_care.away.words = function (state) {
	const time = fb_care.away.time;
	if (!state.away) {
		if (state.back_until)
			return [__("Available until {0}, when its hours begin again.", [time(state.back_until)])];
		if (state.back_open) return [__("Available although it has no hours ahead.")];
		return state.next ? [__("Available until {0}, by its hours.", [time(state.next)])] : [];
	}
	const parts = [fb_care.away.headline(state, time(state.since))];
	if (state.absent_since !== state.since)
		parts.push(__("Not available since {0}.", [time(state.absent_since)]));
	if (state.reason) parts.push(__("Reason: {0}", [state.reason]));
	return [parts.join(" ")];
};

fb_care.away.headline = function (state, since) {
	if (state.kind === "Messages off")
		return __("Messages are off since {0}, by {1}. They stay off until a manager switches them on.", [
			since,
			state.by_name,
		]);
	const until = state.until ? fb_care.away.time(state.until) : "";
	if (state.kind === "By hand")
		return __("Away since {0}, until {1}, by {2}.", [since, until, state.by_name]);
	if (until) return __("Away by its hours since {0}, until {1}.", [since, until]);
	return __("Away by its hours since {0}; they don't begin again within a year.", [since]);
};

fb_care.away.ask = function (frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Away"),
		fields: [
			{
				fieldname: "hours",
				fieldtype: "Float",
				precision: 1,
				label: __("For how many hours"),
				default: 1,
				description: __("12 at most. Then the page is available again, or its hours decide."),
			},
			{
				fieldname: "until",
				fieldtype: "Datetime",
				label: __("Or until"),
				description: __("Goes before the hours above"),
			},
			{ fieldname: "reason", fieldtype: "Data", label: __("Reason") },
		],
		primary_action_label: __("Away"),
		async primary_action(values) {
			const { until, hours, reason } = values;
			await fb_care.away.call(frm, "set_away", { ...(until ? { until } : { hours }), reason: reason || "" });
			dialog.hide();
		},
	});
	dialog.show();
};

fb_care.away.switch_messages = function (frm, on) {
	const question = on
		? __("Switch messages on? People who write become tickets again, and the page's hours decide.")
		: __("Switch messages off? People who write get the page's text and no ticket, until you switch them on.");
	frappe.confirm(question, () => fb_care.away.call(frm, "set_messages", { on }));
};

fb_care.away.call = async function (frm, method, args) {
	await frappe.call({
		method: `fb_care.api.away.${method}`,
		args: { page: frm.doc.name, ...args },
		freeze: true,
	});
	await fb_care.away.again(frm);
};

// A form with unsaved changes stays as it is; saving it keeps the switch's facts.
fb_care.away.again = async function (frm) {
	if (!frm.is_dirty()) await frm.reload_doc();
	else frappe.show_alert({ message: __("Done. Save your changes to see it here."), indicator: "blue" });
};

// The host puts the time of day into new rows; hours are the next day's, and those of the row before.
fb_care.away.next_row = function (frm, doctype, name) {
	const rows = (frm.doc.hours || []).filter((row) => row.name !== name);
	const last = rows[rows.length - 1] || { weekday: "Sunday" };
	const days = frappe.meta.get_docfield(doctype, "weekday").options.split("\n");
	const weekday = days[(days.indexOf(last.weekday) + 1) % days.length];
	const times = { from_time: last.from_time || "09:00:00", to_time: last.to_time || "17:00:00" };
	Object.assign(locals[doctype][name], { weekday, ...times });
	frm.refresh_field("hours");
};

frappe.ui.form.on("FB Page Hours", { hours_add: fb_care.away.next_row });

frappe.ui.form.on("FB Page Special Day", {
	special_days_add(frm, doctype, name) {
		Object.assign(locals[doctype][name], { from_time: "09:00:00", to_time: "17:00:00" });
		frm.refresh_field("special_days");
	},
});

// The script is run again when the form's description is loaded anew.
if (frappe.realtime && !fb_care.away.listens) {
	fb_care.away.listens = true;
	frappe.realtime.on("fb_care_availability", ({ page }) => {
		const frm = window.cur_frm;
		if (frm && frm.doctype === "FB Page" && frm.doc.name === page && !frm.is_dirty()) frm.reload_doc();
	});
}

frappe.ui.form.on("FB Page", {
	onload(frm) {
		if (!fb_care.away.may_write(frm)) return;
		frappe.call({ method: "fb_care.api.away.holiday_lists", type: "GET" }).then(({ message }) =>
			frm.get_field("holiday_list").set_data(message || [])
		);
	},

	refresh(frm) {
		if (!frm.is_new()) fb_care.away.show(frm);
	},
});
