// What forms say about answering on Facebook: where replies go, how the last one fared, and the button.
frappe.provide("fb_care.answer");

(function () {
	const escape = (text) => frappe.utils.escape_html(String(text || ""));

	// The line on top of a ticket's form. HTML, of escaped words only.
	fb_care.answer.headline = function (about) {
		const way = about.ways[0];
		const place = fb_care.answer.where(way);
		const until = way.window.may && way.window.until ? fb_care.answer.clock(way.window.until) : "";
		const words = way.window.may
			? until
				? __("Replies go to Facebook: {0}, until {1}.", [place, until])
				: __("Replies go to Facebook: {0}.", [place])
			: __("No reply on Facebook now: {0}", [way.window.reason]);
		const parts = [escape(words)];
		if (way.window.waits) parts.push(escape(way.window.waits));
		if (about.last) parts.push(escape(__("Last answer: {0}", [about.last.words])));
		if ((about.unsettled || []).length)
			parts.push(`<b>${escape(__("Answers that need a decision: {0}", [about.unsettled.length]))}</b>`);
		return parts.join("<br>");
	};

	fb_care.answer.colour = function (about) {
		if ((about.unsettled || []).length) return "red";
		return about.ways[0].window.may ? "blue" : "orange";
	};

	// An ordinary e-mail from the ticket, in the host's own composer, to the address that the person has.
	fb_care.answer.compose_email = function (frm, recipients, text) {
		// The composer sends named values only, so the word that e-mail was chosen is added on the way.
		class EmailComposer extends frappe.views.CommunicationComposer {
			send_email(...args) {
				const call = frappe.call;
				frappe.call = (options) =>
					call.call(frappe, { ...options, args: { ...options.args, fb_care_channel: "email" } });
				try {
					return super.send_email(...args);
				} finally {
					frappe.call = call;
				}
			}
		}
		return new EmailComposer({
			doc: frm.doc,
			frm,
			recipients,
			subject: `${frm.doc.subject || frm.doc.name} (#${frm.doc.name})`,
			message: escape(text).replace(/\n/g, "<br>"),
		});
	};

	// "Reply" beside an entry from Facebook answers the person, whoever of the team wrote that entry.
	function teach_timeline(frm) {
		const timeline = frm.timeline;
		if (!timeline || !timeline.compose_mail || timeline.fb_care_taught) return;
		timeline.fb_care_taught = true;
		const compose = timeline.compose_mail;
		timeline.compose_mail = function (entry, reply_all) {
			const chat = entry && entry.communication_medium === "Chat";
			const asked = chat ? { ...entry, sender: frm.doc.raised_by, recipients: "", cc: "", bcc: "" } : entry;
			return compose.call(timeline, asked, chat ? false : reply_all);
		};
	}

	const is_ticket = (frm) => ["Issue", "HD Ticket"].includes(frm.doctype);

	const thread_of = (doc) =>
		doc.fb_conversation ? ["FB Conversation", doc.fb_conversation] : ["FB Comment Thread", doc.fb_comment_thread];

	fb_care.answer.on_form = async function (frm) {
		if (frm.is_new() || (is_ticket(frm) && !(frm.doc.fb_conversation || frm.doc.fb_comment_thread))) return;
		fb_care.answer.style();
		if (is_ticket(frm)) {
			teach_timeline(frm);
			fb_care.inbox_button(frm, ...thread_of(frm.doc));
		}
		const { doctype } = frm;
		const { name } = frm.doc;
		const answer = await frappe.call({
			method: "fb_care.api.ticket_answers.about",
			args: { doctype, name },
			type: "GET",
			silent: true,
		});
		if (!answer.message || frm.doc.name !== name || frm.is_new()) return;
		const open = () => fb_care.answer.open({ doctype, name, frm, on_sent: () => frm.reload_doc() });
		frm.add_custom_button(__("Reply on Facebook"), open).addClass("btn-primary");
		if (!is_ticket(frm)) return;
		show_headline(frm, answer.message);
		follow(frm, answer.message.last, 0);
	};

	function show_headline(frm, about) {
		frm.dashboard.clear_headline();
		frm.dashboard.set_headline(fb_care.answer.headline(about), fb_care.answer.colour(about));
	}

	// The entries as they are now; the form itself stays, as somebody may be typing in it.
	async function refresh_timeline(frm) {
		const args = { doctype: frm.doctype, name: frm.doc.name };
		await frappe.call({ method: "frappe.desk.form.load.get_docinfo", args, type: "GET", silent: true });
		if (frm.timeline) frm.timeline.refresh();
	}

	// Until an answer is out the form looks again, also where no news reaches the browser.
	const UNDER_WAY = ["Queued", "Sending"];
	const TIMES = 20;

	function follow(frm, last, times) {
		clearTimeout(frm.fb_care_following);
		if (!last || !UNDER_WAY.includes(last.state) || times >= TIMES) return;
		const { doctype } = frm;
		const { name } = frm.doc;
		frm.fb_care_following = setTimeout(async () => {
			if (frm.doc.name !== name || !$(frm.wrapper).is(":visible")) return;
			const answer = await frappe.call({
				method: "fb_care.api.ticket_answers.about",
				args: { doctype, name },
				type: "GET",
				silent: true,
			});
			if (!answer.message || frm.doc.name !== name) return;
			const now = answer.message.last;
			if (now && now.state !== last.state) await refresh_timeline(frm);
			show_headline(frm, answer.message);
			follow(frm, now, times + 1);
		}, 3000);
	}
})();
