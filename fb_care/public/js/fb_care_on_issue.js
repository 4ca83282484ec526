// Answering on Facebook from ERPNext's ticket.
frappe.ui.form.on("Issue", { refresh: (frm) => fb_care.answer.on_form(frm) });
