// The merge fields to choose from, what the text will look like and what is wrong with it, while it is written.
frappe.ui.form.on("FB Saved Reply", {
	onload(frm) {
		// A new one that is no copy: managers mostly write for everyone.
		if (frm.is_new() && manages() && frm.doc.scope === "Person" && !frm.doc.text)
			frm.set_value("scope", "Everyone");
	},

	refresh(frm) {
		limit_to_own(frm);
		show_help(frm);
		show_preview(frm);
		if (!frm.is_new()) frm.add_custom_button(__("Try with a conversation"), () => try_it(frm));
	},

	text: frappe.utils.debounce(show_preview, 400),
});

// Agents write their own replies; those for everyone or a page are the managers'.
function limit_to_own(frm) {
	frm.set_df_property("scope", "options", manages() ? ["Everyone", "Page", "Person"] : own_scopes(frm));
	frm.set_df_property("user", "read_only", 1);
	frm.set_intro("");
	if (manages() || frm.is_new() || frm.doc.user === frappe.session.user) return frm.enable_save();
	frm.set_read_only();
	frm.refresh_fields();
	frm.disable_save();
	frm.set_intro(__("Only managers change replies for everyone or a page."), "blue");
}

function manages() {
	return frappe.user.has_role(["FB Care Manager", "System Manager"]);
}

function own_scopes(frm) {
	return [...new Set(["Person", frm.doc.scope])].filter(Boolean);
}

async function show_help(frm) {
	const place = frm.get_field("fields_help").$wrapper[0];
	const { message } = await frappe.call({ method: "fb_care.api.saved_replies.writing_help", type: "GET" });
	frm.get_field("folder").set_data(message.folders);
	if (!frm.perm[0] || !frm.perm[0].write) return place.replaceChildren();
	const title = document.createElement("div");
	title.className = "text-muted small";
	title.textContent = __("Click to put a merge field into the text. With a text for where it is missing:");
	const sample = document.createElement("code");
	sample.textContent = `{{ contact.first_name | "${__("you")}" }}`;
	title.append(" ", sample);
	const buttons = message.fields.map((row) => {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "btn btn-default btn-xs";
		button.style.margin = "2px";
		button.textContent = row.label;
		button.title = `{{ ${row.field} }}`;
		button.addEventListener("click", () => insert(frm, `{{ ${row.field} }}`));
		return button;
	});
	place.replaceChildren(title, ...buttons);
}

// At the cursor of the text.
function insert(frm, tag) {
	const input = frm.get_field("text").$input && frm.get_field("text").$input[0];
	const text = input ? input.value : frm.doc.text || "";
	const [from, to] = input ? [input.selectionStart, input.selectionEnd] : [text.length, text.length];
	frm.set_value("text", text.slice(0, from) + tag + text.slice(to));
}

async function show_preview(frm) {
	const place = frm.get_field("preview").$wrapper[0];
	const text = fb_care.written(frm.doc.text);
	if (!text.trim()) return place.replaceChildren();
	const { message } = await frappe.call({ method: "fb_care.api.saved_replies.check", args: { text } });
	if (text !== fb_care.written(frm.doc.text)) return;
	const shown = fb_care.saved_replies.sample(message.text, message.gaps);
	place.replaceChildren(
		...message.problems.map((line) => {
			const node = document.createElement("div");
			node.className = "text-danger small";
			node.textContent = line;
			return node;
		}),
		...(message.problems.length ? [] : [shown])
	);
}

function try_it(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Try with a conversation"),
		fields: [
			{
				fieldname: "conversation",
				fieldtype: "Link",
				options: "FB Conversation",
				label: __("Conversation"),
				change: () => show(),
			},
			{ fieldname: "filled", fieldtype: "HTML" },
		],
	});
	async function show() {
		const name = dialog.get_value("conversation");
		const place = dialog.get_field("filled").$wrapper[0];
		place.replaceChildren();
		if (!name) return;
		const args = { saved_reply: frm.doc.name, doctype: "FB Conversation", name };
		const answer = await frappe.call({ method: "fb_care.api.saved_replies.fill", args, type: "GET" });
		if (answer.message) place.replaceChildren(fb_care.saved_replies.shown(answer.message));
	}
	dialog.show();
}
