// Lists of rows: brought up to date without moving more than has to move. Rows are never changed in place.
import { keyOf } from "./names.js";

/** Conversations before comment threads of the same moment, as on the server. */
const number = (row) => (row.doctype === "FB Conversation" ? 0 : 1);

/** Less than 0 if `one` stands before `other`. */
export function order(one, other, sort = "newest") {
	const rising =
		(one.last_ms || 0) - (other.last_ms || 0) ||
		number(one) - number(other) ||
		(one.name < other.name ? -1 : Number(one.name > other.name));
	return sort === "oldest" ? rising : -rising;
}

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The rows of `more` behind `items`, each thread once: what was there stays where it is. */
export function appended(items, more) {
	const there = new Set(items.map(keyOf));
	return [...items, ...more.filter((row) => !there.has(keyOf(row)))];
}

/** Where a row belongs in a sorted list. */
export function placeOf(items, row, sort) {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (order(items[middle], row, sort) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
 * The list with fresh rows at their places.
 * `gone`: keys that leave. `isWhole`: everything is loaded, so that a row may also stand at the end; else a row
 * behind the last one comes with its own page. Gives the same array if nothing changed.
 */
export function merged(items, fresh, { sort = "newest", gone = new Set(), isWhole = true } = {}) {
	const news = new Map(fresh.map((row) => [keyOf(row), row]));
	let changed = false;
	const moved = [];
	const kept = [];
	for (const row of items) {
		const key = keyOf(row);
		const next = news.get(key);
		news.delete(key);
		if (gone.has(key)) changed = true;
		else if (!next || isSame(row, next)) kept.push(row);
		else {
			changed = true;
			if (order(row, next, sort) === 0) kept.push(next);
			else moved.push(next);
		}
	}
	for (const row of [...moved, ...[...news.values()].filter((one) => !gone.has(keyOf(one)))]) {
		const at = placeOf(kept, row, sort);
		if (at === kept.length && !isWhole) {
			changed = changed || moved.includes(row);
			continue;
		}
		kept.splice(at, 0, row);
		changed = true;
	}
	return changed ? kept : items;
}

/**
 * Keys of loaded rows that are missing in a first page asked anew although their place is in it.
 * `isAll`: there is nothing behind that page.
 */
export function missing(items, page, { sort = "newest", isAll = false } = {}) {
	const there = new Set(page.map(keyOf));
	const last = page[page.length - 1];
	const covered = (row) => isAll || (last && order(row, last, sort) < 0);
	return new Set(items.filter((row) => !there.has(keyOf(row)) && covered(row)).map(keyOf));
}

/** How many rows before the row of `key` are new or have news: what "3 new" counts. */
export function newAbove(before, now, key) {
	const at = now.findIndex((row) => keyOf(row) === key);
	const seen = new Map(before.map((row) => [keyOf(row), row.last_ms]));
	return now.slice(0, Math.max(0, at)).filter((row) => seen.get(keyOf(row)) !== row.last_ms).length;
}

/** Keys from one row to another, both included, whichever comes first. */
export function range(items, from, to) {
	const keys = items.map(keyOf);
	const ends = [keys.indexOf(from), keys.indexOf(to)];
	if (ends.includes(-1)) return ends[1] === -1 ? [] : [to];
	return keys.slice(Math.min(...ends), Math.max(...ends) + 1);
}

/** What a row looks like after an action, before the server has said so; null: it is gone. */
export function after(row, action, value = "") {
	const states = { open: "Open", done: "Done", spam: "Spam", archive: "Archived" };
	if (states[action]) return { ...row, state: states[action] };
	const labels = (row.labels || []).filter((name) => name !== value);
	const made = {
		read: () => ({ ...row, unread: 0 }),
		unread: () => ({ ...row, unread: Math.max(1, row.unread) }),
		follow_up: () => ({ ...row, follow_up: true }),
		not_follow_up: () => ({ ...row, follow_up: false }),
		assign: () => ({ ...row, assigned_to: value }),
		label: () => ({ ...row, labels: [...labels, value].sort() }),
		unlabel: () => ({ ...row, labels }),
		delete: () => null,
	};
	return made[action] ? made[action]() : row;
}
