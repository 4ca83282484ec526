// What stands in a thread, as one list of lines in the order of time: pages of it, news of it, and what is on its way.
import { startOfDay } from "../common/times.js";

/** Order by time, then by name, as the server pages. */
function byTime(a, b) {
	return (a.at_ms || 0) - (b.at_ms || 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** A page of older items before those that are known; what is known stays as it is. */
export function withOlder(items, older) {
	const known = new Set(items.map((item) => item.name));
	return [...older.filter((item) => !known.has(item.name)), ...items];
}

/**
 * The newest page put over what is known: by name, so that what changed is changed and nothing comes twice.
 * What the page should hold and doesn't is gone. `whole`: the page is all there is.
 */
export function withNews(items, fresh, whole = false) {
	if (whole || !fresh.length) return [...fresh];
	const names = new Set(fresh.map((item) => item.name));
	// Too much has come at once: what lies between is asked for by scrolling up.
	if (items.length && !items.some((item) => names.has(item.name))) return [...fresh];
	const first = fresh[0];
	const before = items.filter((item) => !names.has(item.name) && byTime(item, first) < 0);
	return [...before, ...fresh];
}

/** How many of the person's items of `fresh` come after the newest known one. */
export function newOnes(items, fresh) {
	const known = new Set(items.map((item) => item.name));
	const last = items.length ? items[items.length - 1] : null;
	return fresh.filter((item) => !known.has(item.name) && (!last || byTime(last, item) < 0)).length;
}

/**
 * What is drawn, in order: {type: "day"|"item"|"note"|"sending", key, …}. `notes` stand among the items by time;
 * what is being sent stands at the end.
 */
export function linesOf({ items = [], notes = [], sending = [] }) {
	const above = parents(items);
	const all = [
		...items.map((item) => ({ type: "item", key: `item/${item.name}`, name: item.name, at_ms: item.at_ms, item, path: [...above(item), item] })),
		...notes.map((note) => ({ type: "note", key: `note/${note.name}`, name: note.name, at_ms: note.at_ms, note, path: [note] })),
	].sort(byPath);
	const lines = [];
	let day = null;
	for (const line of all) {
		const own = line.at_ms ? startOfDay(line.at_ms) : day;
		if (own !== day && own !== null) lines.push({ type: "day", key: `day/${line.key}`, at_ms: own });
		day = own;
		lines.push(line);
	}
	grouped(lines);
	return [...lines, ...sending.map((one) => ({ type: "sending", key: `sending/${one.id}`, at_ms: one.at_ms, sending: one }))];
}

/** The replies above a reply, the outermost first. A thread has one root, above which and below which nothing is moved. */
function parents(items) {
	const known = new Map(items.map((item) => [item.name, item]));
	return (item) => {
		const found = [];
		for (let at = known.get(item.parent); at && at.parent && found.length < 10; at = known.get(at.parent)) found.unshift(at);
		return found;
	};
}

/** By time, but a reply to a reply stands below that one. */
function byPath(a, b) {
	for (let at = 0; at < Math.min(a.path.length, b.path.length); at += 1) {
		const order = byTime(a.path[at], b.path[at]);
		if (order) return order;
	}
	return a.path.length - b.path.length;
}

const TOGETHER_MS = 5 * 60000;

/** Items of one side within minutes are shown as one block: `follows` says that the head can be left out. */
function grouped(lines) {
	lines.forEach((line, at) => {
		const before = lines[at - 1];
		line.follows = Boolean(
			line.type === "item" && before && before.type === "item" && isSame(before.item, line.item) && line.at_ms - before.at_ms < TOGETHER_MS
		);
	});
}

function isSame(a, b) {
	return ["direction", "sender", "agent", "sender_kind", "automatic", "origin", "depth"].every((field) => (a[field] || "") === (b[field] || ""));
}

/** What can be decided about an answer that is not out: as the server says, or as its `settling` allows. */
export function decisionsFor(item) {
	if (item.direction !== "Outgoing") return [];
	if (item.decisions) return item.decisions;
	const again = item.automatic ? [] : ["again"];
	return {
		Failed: [...again, "discard"],
		Unknown: [...again, "it_was_sent", "discard"],
		Held: [...again, "discard"],
		Queued: ["discard"],
		Discarded: again,
	}[item.state] || [];
}

/** A reaction as {emoji, by}, from whatever shape it came in. */
export function reactionsOf(item) {
	const counted = new Map();
	for (const one of item.reactions || []) {
		const emoji = typeof one === "string" ? one : one.emoji;
		const by = typeof one === "string" ? "" : one.by || "";
		const entry = counted.get(emoji) || { emoji, count: 0, byPage: false };
		entry.count += 1;
		entry.byPage = entry.byPage || by === "page";
		if (emoji) counted.set(emoji, entry);
	}
	return [...counted.values()];
}
