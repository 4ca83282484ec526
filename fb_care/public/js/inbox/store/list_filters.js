// What the list is asked for: filters, kept apart from Vue and the server.

export const TABS = ["Open", "Follow-up", "Done", "Spam", "Archived", "All"];
export const KINDS = ["Message", "Comment", "Visitor Post", "Mention", "Rating"];
/** "Ends soon": the page may write for so long at most. As on the server. */
export const SOON_MS = 3 * 3600000;

export const NONE = Object.freeze({
	tab: "Open",
	pages: [],
	kinds: [],
	assignee: "",
	label: "",
	unread: 0,
	from_ad: 0,
	window_soon: 0,
	priority: "",
	query: "",
	sort: "newest",
});
/** What "Clear filters" leaves as it is: where one stands and in which order. */
const STAYS = ["tab", "sort"];
/** What is not remembered: yesterday's search would hide today's messages. */
const FORGOTTEN = ["query"];

const isEmpty = (value) => !value || (Array.isArray(value) && !value.length);

/** The filters as the server takes them: only those that ask for something. */
export function asked(filters) {
	const found = {};
	for (const name of Object.keys(NONE)) {
		const value = typeof filters[name] === "string" ? filters[name].trim() : filters[name];
		if (!isEmpty(value)) found[name] = value;
	}
	return found;
}

export function cleared(filters) {
	return { ...NONE, ...Object.fromEntries(STAYS.map((name) => [name, filters[name]])) };
}

/** Names of the filters that narrow what is shown, apart from tab and order. */
export function active(filters) {
	return Object.keys(NONE).filter((name) => !STAYS.includes(name) && !isEmpty(asked(filters)[name]));
}

/** What is left of remembered filters: only what is known and still there. `start`: as api.inbox.start gives. */
export function remembered(text, start) {
	let kept;
	try {
		kept = JSON.parse(text || "{}") || {};
	} catch (_error) {
		kept = {};
	}
	const among = (names, values) => (Array.isArray(values) ? values.filter((one) => names.includes(one)) : []);
	const one = (names, value) => (names.includes(value) ? value : "");
	const names = (rows) => (rows || []).map((row) => row.name);
	return {
		...NONE,
		tab: one(TABS, kept.tab) || NONE.tab,
		sort: one(["newest", "oldest"], kept.sort) || NONE.sort,
		pages: among(names(start.pages), kept.pages),
		kinds: among(KINDS, kept.kinds),
		assignee: one(["me", "none", ...names(start.team)], kept.assignee),
		label: one(names(start.labels), kept.label),
		priority: one(start.priorities || [], kept.priority),
		unread: kept.unread ? 1 : 0,
		from_ad: kept.from_ad ? 1 : 0,
		window_soon: kept.window_soon ? 1 : 0,
	};
}

export function toRemember(filters) {
	const kept = asked(filters);
	FORGOTTEN.forEach((name) => delete kept[name]);
	return JSON.stringify(kept);
}

function isInTab(row, tab) {
	if (tab === "All") return row.state !== "Spam";
	if (tab === "Follow-up") return Boolean(row.follow_up) && row.state !== "Spam";
	return row.state === tab;
}

function isAssigned(row, assignee, me) {
	if (!assignee) return true;
	if (assignee === "none") return !row.assigned_to;
	return row.assigned_to === (assignee === "me" ? me : assignee);
}

/** Whether a row belongs to what is asked for, words aside: only the server can search. */
export function matches(row, filters, { me = "", nowMs = 0 } = {}) {
	const left = (row.window_until_ms || 0) - nowMs;
	return (
		isInTab(row, filters.tab || NONE.tab) &&
		isAssigned(row, filters.assignee, me) &&
		(isEmpty(filters.pages) || filters.pages.includes(row.page)) &&
		(isEmpty(filters.kinds) || filters.kinds.includes(row.kind)) &&
		(!filters.label || (row.labels || []).includes(filters.label)) &&
		(!filters.unread || row.unread > 0) &&
		(!filters.from_ad || Boolean(row.ad)) &&
		(!filters.window_soon || (left > 0 && left <= SOON_MS)) &&
		(!filters.priority || row.priority === filters.priority)
	);
}
