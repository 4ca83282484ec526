// What the inbox asks of the server: a name for each method, and nothing else.

const INBOX = "fb_care.api.inbox";
const THREAD = "fb_care.api.inbox_thread";
const BULK = "fb_care.api.inbox_bulk";

/** All calls as functions; `host` as in host.js. Threads are {doctype, name}. */
export function api(host) {
	const to = (method, args, options) => host.call(method, args, options);
	const json = JSON.stringify;
	return {
		start: () => to(`${INBOX}.start`),
		rows: (filters, before = "", limit = 50, options = {}) =>
			to(`${INBOX}.rows`, { filters: json(filters), before, limit }, options),
		some: (threads) => to(`${INBOX}.some`, { threads: json(threads.map((one) => [one.doctype, one.name])) }),
		counts: (filters, options = {}) => to(`${INBOX}.counts`, { filters: json(filters) }, options),
		setState: (thread, state) =>
			to(`${INBOX}.set_state`, { doctype: thread.doctype, names: json([thread.name]), state }),
		setFollowUp: (thread, value) =>
			to(`${INBOX}.set_follow_up`, { doctype: thread.doctype, names: json([thread.name]), value: value ? 1 : 0 }),
		markRead: (thread) => to(`${INBOX}.mark_read`, about(thread)),

		thread: (thread, before = "", options = {}) => to(`${THREAD}.thread`, { ...about(thread), before }, options),
		person: (thread, options = {}) => to(`${THREAD}.person`, about(thread), options),
		markUnread: (thread) => to(`${THREAD}.mark_unread`, about(thread)),
		addNote: (thread, text) => to(`${THREAD}.add_note`, { ...about(thread), text }),
		removeNote: (note) => to(`${THREAD}.remove_note`, { note }),
		assign: (thread, user) => to(`${THREAD}.assign`, { ...about(thread), user }),
		present: (thread, { typing = false, leave = false } = {}) =>
			to(`${THREAD}.present`, { ...about(thread), typing: typing ? 1 : 0, leave: leave ? 1 : 0 }),

		bulk: (action, { threads = null, filters = null, value = "" }) =>
			to(`${BULK}.do`, {
				action,
				threads: json((threads || []).map((one) => [one.doctype, one.name])),
				filters: filters ? json(filters) : "",
				value,
			}),
		bulkCount: (filters, options = {}) => to(`${BULK}.count`, { filters: json(filters) }, options),
		bulkState: (job) => to(`${BULK}.state`, { job }),
		bulkStop: (job) => to(`${BULK}.stop`, { job }),
		undo: (token) => to(`${BULK}.undo`, { token }),

		/** `send.request_id` makes a second try harmless. */
		send: (thread, send, options = {}) =>
			to("fb_care.api.answers.send", { ...about(thread), ...send, files: json(send.files || []) }, options),
		window: (thread) => to("fb_care.api.answers.window", about(thread)),
		again: (row, doctype) => to("fb_care.api.answers.again", { row, doctype }),
		itWasSent: (row, doctype) => to("fb_care.api.answers.it_was_sent", { row, doctype }),
		discard: (row, doctype) => to("fb_care.api.answers.discard", { row, doctype }),

		comment: (action, comment, more = {}, options = {}) =>
			to(`fb_care.api.comments.${action}`, { comment, ...more }, options),
		commentList: (filters, before = "") =>
			to("fb_care.api.comments.list_comments", { filters: json(filters), before }),

		searchReplies: (thread, query, options = {}) =>
			to("fb_care.api.saved_replies.search", { ...about(thread), query }, options),
		suggestReplies: (thread) => to("fb_care.api.saved_replies.suggest", about(thread)),
		fillReply: (thread, savedReply, language = "") =>
			to("fb_care.api.saved_replies.fill", { ...about(thread), saved_reply: savedReply, language }),

		setLabels: (doctype, name, labels) =>
			to("fb_care.api.people.set_labels", { doctype, name, labels: json(labels) }),
		people: (action, args) => to(`fb_care.api.people.${action}`, args),
		away: (action, args) => to(`fb_care.api.away.${action}`, args),
		figures: (page) => to("fb_care.api.figures.of_page", { page }),
	};
}

function about(thread) {
	return { doctype: thread.doctype, name: thread.name };
}
