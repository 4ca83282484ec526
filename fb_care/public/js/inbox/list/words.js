// What the list says: plain words from plain values. `__` is the host's translation.
import { active } from "../store/list_filters.js";

export const MOST = 999;

/** "", "7", or "999+" when the server stopped counting. */
export function countWords(count, most = MOST) {
	if (!count) return "";
	return count >= most ? `${most}+` : String(count);
}

export function tabWords(tab) {
	const words = {
		Open: () => __("Open"),
		"Follow-up": () => __("Follow-up"),
		Done: () => __("Done"),
		Spam: () => __("Spam"),
		Archived: () => __("Archived"),
		All: () => __("All"),
	};
	return words[tab] ? words[tab]() : tab;
}

/** Of one thread or of many. */
export function kindWords(kind, many = false) {
	const words = {
		Message: () => (many ? __("Messages") : __("Message")),
		Comment: () => (many ? __("Comments") : __("Comment")),
		"Visitor Post": () => (many ? __("Visitor posts") : __("Visitor post")),
		Mention: () => (many ? __("Mentions") : __("Mention")),
		Rating: () => (many ? __("Ratings") : __("Rating")),
	};
	return words[kind] ? words[kind]() : kind;
}

export const kindIcon = (kind) =>
	({ Message: "mail", Comment: "comment", "Visitor Post": "note", Mention: "at", Rating: "star" })[kind] || "mail";

export function nameIn(rows, name) {
	const found = (rows || []).find((row) => row.name === name);
	return (found && (found.page_name || found.full_name)) || name;
}

export function assigneeWords(assignee, start) {
	if (assignee === "me") return __("Me");
	if (assignee === "none" || !assignee) return __("Nobody");
	return nameIn(start.team, assignee);
}

/** The filters that are in use, one mark each: [{name, value, words}]; `value`: what is left without it. */
export function filterMarks(filters, start) {
	const made = {
		pages: (values) => values.map((one) => [nameIn(start.pages, one), values.filter((other) => other !== one)]),
		kinds: (values) => values.map((one) => [kindWords(one, true), values.filter((other) => other !== one)]),
		assignee: (value) => [[__("Assigned to: {0}", [assigneeWords(value, start)]), ""]],
		label: (value) => [[__("Label: {0}", [value]), ""]],
		unread: () => [[__("Unread"), 0]],
		from_ad: () => [[__("From an ad"), 0]],
		window_soon: () => [[__("Time to answer ends soon"), 0]],
		priority: (value) => [[__("Priority: {0}", [__(value)]), ""]],
		query: (value) => [[__("Search: {0}", [value.trim()]), ""]],
	};
	return active(filters).flatMap((name) =>
		made[name](filters[name]).map(([words, value]) => ({ name, value, words }))
	);
}

/** What stands where rows would be. */
export function emptyWords(filters) {
	const narrowing = active(filters);
	if (narrowing.includes("query")) return __("Nothing was found for “{0}”.", [filters.query.trim()]);
	if (narrowing.length === 1 && filters.unread) return __("Everything here has been read.");
	if (narrowing.length === 1 && filters.assignee === "me") return __("Nothing here is assigned to you.");
	if (narrowing.length) return __("Nothing matches these filters.");
	const words = {
		Open: () => __("All done: nobody waits for an answer."),
		"Follow-up": () => __("Nothing is flagged for follow-up. Flag what you want to come back to with f."),
		Done: () => __("Nothing was marked as done yet."),
		Spam: () => __("No spam. Good."),
		Archived: () => __("Nothing is archived."),
		All: () => __("No messages or comments yet. They appear here as soon as somebody writes to the page."),
	};
	return words[filters.tab]();
}

/** For screen readers, when a question was answered. */
export function resultWords(count, isWhole) {
	if (!count) return __("No conversations");
	return isWhole ? __("Conversations: {0}", [count]) : __("Conversations: more than {0}", [count]);
}

export function doneWords(action, count) {
	const words = {
		read: () => __("Marked as read: {0}", [count]),
		unread: () => __("Marked as unread: {0}", [count]),
		open: () => __("Opened again: {0}", [count]),
		done: () => __("Marked as done: {0}", [count]),
		spam: () => __("Marked as spam: {0}", [count]),
		archive: () => __("Archived: {0}", [count]),
		follow_up: () => __("Flagged for follow-up: {0}", [count]),
		not_follow_up: () => __("Follow-up flag removed: {0}", [count]),
		assign: () => __("Assignment changed: {0}", [count]),
		label: () => __("Labelled: {0}", [count]),
		unlabel: () => __("Label removed: {0}", [count]),
		delete: () => __("Deleted: {0}", [count]),
		undo: () => __("Undone: {0}", [count]),
	};
	return words[action] ? words[action]() : String(count);
}

/** How long somebody has waited, as a grade for its colour. */
export function waitGrade(ms) {
	if (ms < 3600000) return "short";
	return ms < 24 * 3600000 ? "long" : "longest";
}

export function lastWords(row) {
	const words = row.last_text || __("(no text)");
	return row.last_out ? __("You: {0}", [words]) : words;
}

/** The row in one sentence, for who can't see it. */
export function rowWords(row, { waiting = "", when = "" } = {}) {
	const parts = [
		row.title || __("Unknown person"),
		kindWords(row.kind),
		row.unread ? __("unread: {0}", [countWords(row.unread)]) : "",
		row.vip ? __("VIP") : "",
		row.blocked ? __("blocked") : "",
		row.follow_up ? __("flagged for follow-up") : "",
		waiting,
		when,
		...(row.labels || []),
		lastWords(row),
	];
	return parts.filter(Boolean).join(", ");
}
