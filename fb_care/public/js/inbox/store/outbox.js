// Answers on their way to the server. Each has one id for all its tries, so that nothing goes out twice. Knows nothing of Vue.

const PREFIX = "fb_care_inbox_outbox";
/** The server is asked again after so long; then a person decides. */
const PAUSES_MS = [1000, 3000, 8000];
/** A try that takes longer is given up, and made again with the same id. */
const TRY_MS = 20000;
/** What has waited longer is not sent by itself any more: the words may be out of date. */
const FRESH_MS = 10 * 60000;

const isUnderWay = (entry) => entry.state === "sending" || entry.state === "sent";

/**
 * `send(entry, signal)` makes one try and rejects with {kind: "offline"|"refused"|"failed", type, message}.
 * An entry: {id, key, thread, text, files, saved_reply, target, confirm, at_ms, state, message}; `state` is
 * "sending", "waiting" (for a connection), "stale" (a person says whether), "failed" (tries are used up).
 * `changed()` after each change; `done(entry, answer)` when it is taken; `refused(entry, error)` when it is not.
 */
export function outbox({ storage, user, send, done, refused, changed, now = Date.now, wait = pause, isOnline = () => true }) {
	const place = `${PREFIX}:${user}`;
	let entries = load();

	function load() {
		try {
			const kept = JSON.parse(storage.getItem(place) || "[]");
			return kept.map((entry) => ({ ...entry, state: now() - entry.at_ms > FRESH_MS ? "stale" : "waiting" }));
		} catch (_error) {
			return [];
		}
	}

	function keep() {
		try {
			const open = entries.filter((entry) => entry.state !== "sent");
			if (open.length) storage.setItem(place, JSON.stringify(open));
			else storage.removeItem(place);
		} catch (_error) {
			// Without storage what is on its way is lost with the page, as a form would lose it.
		}
		changed();
	}

	function become(entry, state, message = "") {
		Object.assign(entry, { state, message });
		keep();
	}

	function drop(entry) {
		entries = entries.filter((one) => one !== entry);
		keep();
	}

	async function tryOnce(entry) {
		const stop = new AbortController();
		const timer = setTimeout(() => stop.abort(), TRY_MS);
		try {
			return await send(entry, stop.signal);
		} finally {
			clearTimeout(timer);
		}
	}

	async function go(entry) {
		become(entry, "sending");
		for (let attempt = 0; ; attempt += 1) {
			try {
				const answer = await tryOnce(entry);
				become(entry, "sent");
				await Promise.resolve(done(entry, answer)).catch(() => {});
				return drop(entry);
			} catch (error) {
				if (error.kind === "refused") {
					drop(entry);
					return refused(entry, error);
				}
				if (!isOnline()) return become(entry, "waiting");
				if (attempt >= PAUSES_MS.length) return become(entry, error.kind === "offline" ? "waiting" : "failed", error.message || "");
				await wait(PAUSES_MS[attempt]);
				if (!entries.includes(entry)) return undefined;
			}
		}
	}

	return {
		all: () => entries,
		of: (key) => entries.filter((entry) => entry.key === key),
		/** Send; resolves when it is taken, refused, or waits. */
		add(entry) {
			const full = { files: [], confirm: 0, at_ms: now(), ...entry, state: "sending", message: "" };
			entries = [...entries, full];
			return isOnline() ? go(full) : become(full, "waiting");
		},
		/** The connection is back: what waits goes out, in order; what is stale waits for a word. */
		async resume() {
			for (const entry of entries.filter((one) => one.state === "waiting")) {
				if (now() - entry.at_ms > FRESH_MS) become(entry, "stale");
				else if (entry.state === "waiting") await go(entry);
			}
		},
		/** A person says: send it now. */
		again: (id) => {
			const entry = entries.find((one) => one.id === id);
			return entry && !isUnderWay(entry) ? go(entry) : undefined;
		},
		/** Take it back, as long as it is not under way; gives the entry, or null. */
		take(id) {
			const entry = entries.find((one) => one.id === id && !isUnderWay(one));
			if (entry) drop(entry);
			return entry || null;
		},
	};
}

function pause(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A name for one send, the same for all its tries. */
export function newId() {
	if (typeof crypto !== "undefined" && crypto.randomUUID) return crypto.randomUUID();
	const bytes = new Uint8Array(16);
	crypto.getRandomValues(bytes);
	return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
