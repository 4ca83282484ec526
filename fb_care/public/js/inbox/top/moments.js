// Moments as people say them: the time of day today, else with the day. All are UTC ms, shown in local time.
import { clock } from "../common/times.js";

/** "14:30" today, else "Sat 28 Nov, 14:30"; "" for none. */
export function moment(ms, nowMs, language) {
	if (!ms) return "";
	if (new Date(ms).toDateString() === new Date(nowMs).toDateString()) return clock(ms, language);
	const options = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
	return new Intl.DateTimeFormat(language, options).format(new Date(ms));
}

/** A day: "4 May 2026". `day` is UTC ms, or a day such as "2026-05-04", which is the same day everywhere. */
export function dayWords(day, language) {
	if (!day) return "";
	const plain = /^(\d{4})-(\d\d)-(\d\d)/.exec(day);
	const at = plain ? new Date(Number(plain[1]), Number(plain[2]) - 1, Number(plain[3])) : new Date(day);
	return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" }).format(at);
}
