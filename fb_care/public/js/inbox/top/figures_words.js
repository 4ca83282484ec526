// The badge in words, as the form of a page tells it. `found` as fb_care.api.figures.of_page gives it.
import { duration } from "../common/times.js";

export const percent = (value) => __("{0} %", [Math.round(value * 10) / 10]);

/** The two criteria: [{id, title, shown, asked, about, share, limit, good}]; shares of the bar are 0 to 1. */
export function meters({ badge }) {
	const noRate = badge.rate === null;
	const noTime = badge.mean_ms === null;
	return [
		{
			id: "rate",
			title: __("Response rate"),
			shown: noRate ? "–" : percent(badge.rate),
			asked: __("at least {0}", [percent(badge.rate_percent)]),
			about: noRate ? __("Nobody wrote in this time.") : __("{0} of {1} openings answered", [badge.answered, badge.openings]),
			share: noRate ? 0 : badge.rate / 100,
			limit: badge.rate_percent / 100,
			good: !noRate && badge.rate >= badge.rate_percent,
		},
		{
			id: "time",
			title: __("Response time"),
			shown: noTime ? "–" : duration(badge.mean_ms),
			asked: __("at most {0}", [duration(badge.time_ms)]),
			about: noTime
				? __("Nothing was answered in this time.")
				: __("Mean of the fastest {0} of {1} answers", [badge.counted, badge.answered]),
			share: noTime ? 0 : Math.min(badge.mean_ms / (2 * badge.time_ms), 1),
			limit: 0.5,
			good: !noTime && badge.mean_ms <= badge.time_ms,
		},
	];
}

/** What will become of the badge: sentences. */
export function foretold({ forecast, badge }, time) {
	if (!forecast) return [__("This policy allows no forecast.")];
	if (!badge.openings) return [__("One opening answered in time earns the badge.")];
	const words = [change(forecast, time)];
	if (forecast.earned && forecast.missing) words.push(__("Answers that are missing by then: {0}.", [forecast.missing]));
	return forecast.earned ? words : [...words, ...toWin(forecast.to_win)];
}

function change({ earned, changes_ms: at }, time) {
	if (earned) {
		return at
			? __("If nothing changes, the badge is lost on {0}.", [time(at)])
			: __("If nothing changes, the badge stays while there is anything in these days.");
	}
	return at
		? __("If nothing changes, the badge comes back on {0}.", [time(at)])
		: __("If nothing changes, the badge does not come back by itself.");
}

function toWin({ waiting, new: fresh }) {
	if (!waiting && !fresh) return [];
	if (!fresh) return [__("Answers that win it back: {0} to those who wait, given now.", [waiting])];
	if (!waiting) return [__("Answers that win it back: {0} to new openings, within a minute.", [fresh])];
	return [__("Answers that win it back: {0} to those who wait, given now, and {1} to new openings, within a minute.", [waiting, fresh])];
}

/** By when an answer to one who waits helps. */
export function deadline(row, time) {
	if (row.too_late) return __("too late for the response time; still counts for the rate");
	return row.by_ms ? __("answer by {0}", [time(row.by_ms)]) : __("an answer helps at any time");
}

/** What the bar says of one page, or of several by what their tops tell. */
export function badgeWords(found) {
	return found.badge.earned ? __("Very responsive") : __("Badge not earned");
}
