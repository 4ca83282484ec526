// The dry run of triage rules: what would have happened, as a table in a dialog. Drawn from plain facts of
// fb_care.api.triage; what customers wrote becomes text nodes only.
frappe.provide("fb_care.triage");

(function () {
	const element = fb_care.element;

	// Milliseconds of UTC as people of this site read them.
	function when(ms) {
		const at = moment(ms).tz ? moment.tz(ms, frappe.boot.time_zone.system) : moment(ms);
		return frappe.datetime.str_to_user(at.format("YYYY-MM-DD HH:mm:ss"));
	}

	function cell(row, ...nodes) {
		const box = element("td");
		box.append(...nodes);
		row.appendChild(box);
		return box;
	}

	function line(entry) {
		const row = element("tr", entry.differs ? "fb-care-differs" : "");
		const link = element("a", "", when(entry.sent_ms));
		link.href = `/app/${frappe.router.slug(entry.doctype)}/${encodeURIComponent(entry.thread)}`;
		link.target = "_blank";
		cell(row, link, element("div", "text-muted small", entry.page));
		cell(row, element("span", "", entry.who));
		cell(row, element("span", "fb-care-said", entry.text));
		cell(row, element("span", "", entry.now));
		const then = cell(row, element("span", entry.differs ? "bold" : "", entry.then));
		if (entry.differs) then.append(" ", element("span", "indicator-pill orange", __("differs")));
		cell(row, ...entry.why.map((words) => element("div", "small", words)));
		return row;
	}

	function table(entries, whole) {
		const box = element("table", "table table-bordered fb-care-dry-run");
		const head = element("tr");
		[
			__("When"),
			__("Who"),
			__("Text"),
			whole ? __("What happened") : __("Now"),
			whole ? __("By the rules") : __("With this rule"),
			__("Why"),
		].forEach((label) => head.appendChild(element("th", "", label)));
		const top = element("thead");
		top.appendChild(head);
		const body = element("tbody");
		body.append(...entries.map(line));
		box.append(top, body);
		return box;
	}

	function style() {
		if (document.getElementById("fb-care-triage-style")) return;
		const node = element("style");
		node.id = "fb-care-triage-style";
		node.textContent = `
			.fb-care-dry-run { table-layout: fixed; width: 100%; }
			.fb-care-dry-run td { overflow-wrap: anywhere; vertical-align: top; }
			.fb-care-dry-run .fb-care-said { white-space: pre-wrap; }
			.fb-care-dry-run .fb-care-differs { background: var(--bg-orange, #fff5e6); }
			.fb-care-dry-run-box { max-height: 60vh; overflow-y: auto; }`;
		document.head.appendChild(node);
	}

	function show(dialog, answer, whole, only) {
		const wrapper = dialog.get_field("result").$wrapper[0];
		const box = element("div");
		box.appendChild(element("p", "", answer.summary));
		if (!answer.complete)
			box.appendChild(
				element("p", "text-muted small", __("There is more than was looked at: fewer days or more rows."))
			);
		const entries = answer.rows.filter((entry) => !only || entry.differs || entry.held);
		const scroll = element("div", "fb-care-dry-run-box");
		if (entries.length) scroll.appendChild(table(entries, whole));
		else scroll.appendChild(element("p", "text-muted", __("Nothing to show.")));
		box.appendChild(scroll);
		wrapper.replaceChildren(box);
	}

	// Try `rule` (values of a form), or with none all rules that are switched on. `on_done` gets the answer.
	fb_care.triage.dry_run = function (rule, on_done) {
		style();
		let answer = null;
		const whole = !rule;
		const dialog = new frappe.ui.Dialog({
			title: whole ? __("Dry run of all rules") : __("Dry run"),
			size: "extra-large",
			fields: [
				{ fieldname: "days", fieldtype: "Int", label: __("Days back"), default: 30 },
				{ fieldtype: "Column Break" },
				{ fieldname: "limit", fieldtype: "Int", label: __("At most so many"), default: 200 },
				{ fieldtype: "Column Break" },
				{
					fieldname: "only",
					fieldtype: "Check",
					label: __("Only what is affected"),
					default: 1,
					onchange: () => answer && show(dialog, answer, whole, dialog.get_value("only")),
				},
				{ fieldtype: "Section Break" },
				{ fieldname: "result", fieldtype: "HTML" },
			],
			primary_action_label: __("Try it"),
			async primary_action(values) {
				const args = { rule: rule || "", days: values.days || 30, limit: values.limit || 200 };
				const reply = await frappe.call({
					method: "fb_care.api.triage.dry_run",
					args,
					type: "POST",
					freeze: true,
					freeze_message: __("Looking at what came in …"),
				});
				answer = reply.message;
				show(dialog, answer, whole, values.only);
				if (on_done) on_done(answer);
			},
		});
		dialog.show();
		return dialog;
	};
})();
