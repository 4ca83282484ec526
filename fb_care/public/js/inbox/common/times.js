// Times in words, by the browser's own Intl in the user's language. All times are UTC ms; shown in local time.

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const cache = new Map();

function format(language, options) {
	const key = language + JSON.stringify(options);
	if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(language, options));
	return cache.get(key);
}

/** "14:05" today, "Tue" within a week, "3 Nov" within a year, else "3 Nov 2024". */
export function shortTime(ms, nowMs, language) {
	const at = new Date(ms);
	const now = new Date(nowMs);
	if (at.toDateString() === now.toDateString()) return clock(ms, language);
	if (nowMs - ms < 6 * DAY && nowMs >= ms) return format(language, { weekday: "short" }).format(at);
	const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
	return format(language, { day: "numeric", month: "short", ...year }).format(at);
}

export function clock(ms, language) {
	return format(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(ms));
}

export function exactTime(ms, language) {
	return ms ? format(language, { dateStyle: "full", timeStyle: "medium" }).format(new Date(ms)) : "";
}

/** "3 Nov 2026, 14:05". */
export function dayAndTime(ms, language) {
	return ms ? format(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(ms)) : "";
}

/** The day of a message as a line between days: "Today", "Yesterday", "Tuesday 3 November 2026". */
export function dayOf(ms, nowMs, language) {
	const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
	const days = Math.round((startOfDay(ms) - startOfDay(nowMs)) / DAY);
	if (days === 0 || days === -1) {
		const said = words.format(days, "day");
		return said.charAt(0).toLocaleUpperCase(language) + said.slice(1);
	}
	return format(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(new Date(ms));
}

export function startOfDay(ms) {
	const day = new Date(ms);
	day.setHours(0, 0, 0, 0);
	return day.getTime();
}

/** How long something takes or has taken, in at most two units: "45 s", "5 min", "3 h 12 min", "2 d 4 h". */
export function duration(ms) {
	const whole = Math.max(0, ms);
	if (whole < MINUTE) return __("{0} s", [Math.floor(whole / 1000)]);
	if (whole < HOUR) return __("{0} min", [Math.floor(whole / MINUTE)]);
	const [big, small, bigWords, smallWords] = whole < DAY ? [HOUR, MINUTE, "{0} h", "{0} min"] : [DAY, HOUR, "{0} d", "{0} h"];
	const count = Math.floor(whole / big);
	const rest = Math.floor((whole % big) / small);
	return __(bigWords, [count]) + (rest ? ` ${__(smallWords, [rest])}` : "");
}
