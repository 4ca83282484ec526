// Answering on Facebook from Helpdesk's ticket, in the desk.
frappe.ui.form.on("HD Ticket", { refresh: (frm) => fb_care.answer.on_form(frm) });
