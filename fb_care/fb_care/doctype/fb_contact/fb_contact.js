// Shows the person at a glance, and the buttons to block, join, split, link, note.
(function () {
	frappe.ui.form.on("FB Contact", {
		async refresh(frm) {
			if (frm.is_new()) return;
			const found = await fb_care.people.show(frm);
			if (!found || !frm.perm[0] || !frm.perm[0].write) return;
			const more = __("Person");
			frm.add_custom_button(__("Suggest links"), () => fb_care.people.suggest(frm));
			frm.add_custom_button(__("Add note"), () => note(frm));
			if (found.blocked) frm.add_custom_button(__("Unblock"), () => unblock(frm));
			else frm.add_custom_button(__("Block …"), () => block(frm));
			frm.add_custom_button(__("Merge with …"), () => merge(frm), more);
			if (found.contacts.length > 1)
				frm.add_custom_button(
					__("Split"),
					() =>
						frappe.confirm(__("Is this contact a person of its own? Nothing is lost."), () =>
							fb_care.people.change(frm, "split")
						),
					more
				);
			[
				["Contact", "contact"],
				["Customer", "customer"],
				["Lead", "lead"],
			]
				.filter(([, field]) => frm.doc[field])
				.forEach(([doctype]) =>
					frm.add_custom_button(
						__("Not this {0}", [__(doctype)]),
						() => fb_care.people.change(frm, "unlink", { doctype }),
						more
					)
				);
			(frm.doc.authors || []).forEach((row) =>
				frm.add_custom_button(
					__("Does not comment as {0}", [fb_care.written(row.author_name || row.author_id)]),
					() => fb_care.people.change(frm, "unlink_author", { author_id: row.author_id }),
					more
				)
			);
			frm.add_custom_button(__("Ask Facebook for the name again"), () => again(frm), more);
		},
	});

	function note(frm) {
		const field = { fieldname: "text", fieldtype: "Small Text", label: __("Note"), reqd: 1 };
		frappe.prompt(field, (values) => fb_care.people.change(frm, "add_note", values), __("Add note"));
	}

	function block(frm) {
		const field = {
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Why"),
			description: __("Messages and comments are kept; they make no tickets any more."),
		};
		frappe.prompt(field, (values) => fb_care.people.change(frm, "block", values), __("Block this person"));
	}

	async function unblock(frm) {
		const answer = await fb_care.people.change(frm, "unblock");
		if (answer && answer.blocked)
			frappe.msgprint(__("Still blocked, through a contact that you may not change. Ask a manager."));
	}

	function merge(frm) {
		const field = {
			fieldname: "other",
			fieldtype: "Link",
			options: "FB Contact",
			label: __("Other contact"),
			description: __("Both stay as they are and are shown as one person. Split takes it back."),
			reqd: 1,
			get_query: () => ({ filters: { name: ["!=", frm.doc.name] } }),
		};
		frappe.prompt(field, (values) => fb_care.people.change(frm, "merge", values), __("One person"));
	}

	async function again(frm) {
		await fb_care.people.change(frm, "ask_again");
		frappe.show_alert(__("Facebook is asked within a minute or two."));
	}
})();
