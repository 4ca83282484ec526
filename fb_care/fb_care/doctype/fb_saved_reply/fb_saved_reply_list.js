// Saved replies with whom they are for, and their way out to CSV and in again.
frappe.listview_settings["FB Saved Reply"] = {
	hide_name_column: true,
	add_fields: ["scope", "enabled", "shortcut"],

	get_indicator(doc) {
		if (!doc.enabled) return [__("Not in use"), "gray", "enabled,=,0"];
		const colours = { Everyone: "green", Page: "blue", Person: "purple" };
		return [__(doc.scope), colours[doc.scope] || "gray", `scope,=,${doc.scope}`];
	},

	formatters: {
		// The list makes a text node of the title, and HTML of the others.
		title: (value) => fb_care.written(value),
		shortcut: (value) => (value ? `<code>/${frappe.utils.escape_html(value)}</code>` : ""),
		folder: (value) => frappe.utils.escape_html(fb_care.written(value)),
	},

	onload(list) {
		fb_care.show_more(list);
		list.page.add_inner_button(__("Export as CSV"), export_csv);
		list.page.add_inner_button(__("Import from CSV"), () => choose_file((text) => look(list, text)));
		if (frappe.user.has_role(["FB Care Manager", "System Manager"]))
			list.page.add_inner_button(__("Use"), () => frappe.set_route("query-report", "Saved Reply Use"));
	},
};

async function export_csv() {
	const { message } = await frappe.call({ method: "fb_care.api.saved_replies.export_csv", type: "GET" });
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([message.content], { type: "text/csv;charset=utf-8" }));
	link.download = message.file_name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function choose_file(done) {
	const input = document.createElement("input");
	input.type = "file";
	input.accept = ".csv,.txt,text/csv";
	input.addEventListener("change", async () => done(decoded(await input.files[0].arrayBuffer())));
	input.click();
}

// UTF-8, or what spreadsheets on Windows write.
function decoded(bytes) {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder("windows-1252").decode(bytes);
	}
}

async function send(content, check_only) {
	const args = { content, check_only: check_only ? 1 : 0 };
	const method = "fb_care.api.saved_replies.import_csv";
	return (await frappe.call({ method, args, freeze: true })).message;
}

// First what would happen, then, if wished, the import itself.
async function look(list, content) {
	const found = await send(content, true);
	const good = found.created + found.updated;
	const dialog = new frappe.ui.Dialog({
		title: __("Import from CSV"),
		fields: [{ fieldtype: "HTML", fieldname: "outcome" }],
		primary_action_label: good ? __("Import {0}", [good]) : __("Close"),
		async primary_action() {
			dialog.hide();
			if (!good) return;
			const done = await send(content, false);
			frappe.show_alert({ message: words(done), indicator: "green" });
			list.refresh();
		},
	});
	dialog.get_field("outcome").$wrapper[0].replaceChildren(...outcome(found));
	dialog.show();
}

function words(found) {
	return __("{0} new, {1} changed, {2} as they were", [found.created, found.updated, found.unchanged]);
}

function outcome(found) {
	const line = (text, className) => {
		const node = document.createElement("div");
		node.className = className;
		node.textContent = text;
		return node;
	};
	const problems = found.problems.map((one) =>
		line(__("Line {0}: {1}", [one.line, one.reason]), "text-danger small")
	);
	const head = problems.length
		? [line(__("{0} lines can't be taken and are left out:", [problems.length]), "mt-2")]
		: [];
	return [line(words(found), ""), ...head, ...problems];
}
