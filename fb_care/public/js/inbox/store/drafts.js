// What was written and not sent: kept in this browser for each thread of each user. Knows nothing of Vue.

const PREFIX = "fb_care_inbox_draft";
/** Drafts that nobody came back to for so long go. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

const isEmpty = (draft) => !draft || !(draft.text || draft.note || (draft.files || []).length);

/**
 * `storage` as localStorage; `user` whose drafts these are; `changed` is told after each change that shows in a list.
 * A draft: {text, note, saved_reply, absent, files: [{name, file_name, …}], target, at_ms}.
 */
export function draftStore(storage, user, { now = Date.now, changed = () => {} } = {}) {
	const start = `${PREFIX}:${user}:`;
	const known = new Set();

	function keys() {
		const found = [];
		for (let at = 0; at < storage.length; at += 1) {
			const key = storage.key(at);
			if (key && key.startsWith(start)) found.push(key);
		}
		return found;
	}

	function read(key) {
		try {
			const draft = JSON.parse(storage.getItem(start + key) || "null");
			return draft && typeof draft === "object" && !isEmpty(draft) ? draft : null;
		} catch (_error) {
			return null;
		}
	}

	function write(key, draft) {
		try {
			if (isEmpty(draft)) storage.removeItem(start + key);
			else storage.setItem(start + key, JSON.stringify({ ...draft, at_ms: now() }));
		} catch (_error) {
			// Without storage a draft lives as long as the page; sending works all the same.
		}
		const had = known.has(key);
		if (isEmpty(draft)) known.delete(key);
		else known.add(key);
		if (had !== known.has(key)) changed();
	}

	try {
		for (const full of keys()) {
			const key = full.slice(start.length);
			const draft = read(key);
			if (!draft || now() - (draft.at_ms || 0) > KEPT_MS) storage.removeItem(full);
			else known.add(key);
		}
	} catch (_error) {
		// A browser may forbid storage altogether.
	}

	return {
		/** The draft of a thread ("FB Conversation/1-2"), or null. */
		get: read,
		set: write,
		remove: (key) => write(key, null),
		has: (key) => known.has(key),
	};
}
