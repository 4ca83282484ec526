// How a page's switch stands, in words, and until when it can be away. `state` as fb_care.api.away.state gives it.

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
/** The server allows no more. */
export const MOST_MS = 12 * HOUR;

/** "Away until 14:30, set by Ana" and what else there is to say: lines. `time(ms)` writes a moment. */
export function awayWords(state, time) {
	if (state.messages_off || state.kind === "Messages off") {
		return [__("Messages are off since {0}, by {1}. They stay off until a manager switches them on.", [time(state.since_ms), state.by_name])];
	}
	const lines = state.away ? [headline(state, time), ...besides(state, time)] : available(state, time);
	return [...lines, ...(state.warnings || [])];
}

function headline(state, time) {
	const until = time(state.until_ms);
	if (state.kind === "By hand") return __("Away until {0}, set by {1}.", [until, state.by_name]);
	if (until) return __("Away by its hours since {0}, until {1}.", [time(state.since_ms), until]);
	return __("Away by its hours since {0}; they don't begin again within a year.", [time(state.since_ms)]);
}

function besides(state, time) {
	const lines = [];
	if (state.absent_since_ms && state.absent_since_ms !== state.since_ms) {
		lines.push(__("Not available since {0}.", [time(state.absent_since_ms)]));
	}
	if (state.reason) lines.push(__("Reason: {0}", [state.reason]));
	return lines;
}

function available(state, time) {
	if (state.back_until_ms) return [__("Available until {0}, when its hours begin again.", [time(state.back_until_ms)])];
	if (state.back_open) return [__("Available although it has no hours ahead.")];
	return [state.next_ms ? __("Available until {0}, by its hours.", [time(state.next_ms)]) : __("Available.")];
}

/** [{id, words, until}]: `until` is UTC ms. The next opening only where every page opens at the same moment, in time. */
export function choices(states, nowMs, time) {
	const found = [
		{ id: "30", words: __("30 minutes"), until: nowMs + 30 * MINUTE },
		{ id: "60", words: __("1 hour"), until: nowMs + HOUR },
		{ id: "120", words: __("2 hours"), until: nowMs + 2 * HOUR },
	];
	const opens = [...new Set(states.map((state) => state.opens_ms || 0))];
	if (opens.length === 1 && opens[0] > nowMs && opens[0] - nowMs <= MOST_MS) {
		found.push({ id: "opening", words: __("Until the next opening ({0})", [time(opens[0])]), until: opens[0] });
	}
	return found;
}

/** The next moment with this local time of day ("17:30"), within a day of `nowMs`; 0 if it is none. */
export function nextAt(hours, nowMs) {
	const found = /^(\d\d?):(\d\d)$/.exec(hours || "");
	if (!found) return 0;
	const at = new Date(nowMs);
	at.setHours(Number(found[1]), Number(found[2]), 0, 0);
	if (at.getTime() <= nowMs) at.setDate(at.getDate() + 1);
	return at.getTime();
}
