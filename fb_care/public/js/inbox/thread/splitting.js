// Into which messages a text is cut, as the server does (fb_care/facebook/splitting.py): for the count under the composer.

export const LIMIT = 2000;
const PLACES = [/\n\s*\n/g, /\n/g, /[.!?…]\s/g, /\s/g];
const FULL_ENOUGH = 0.5;
const JOINERS = "\u200d\ufe0f\ufe0e\u20e3";

/** {length, parts}: characters without the white space around, and the number of messages. */
export function counted(text, limit = LIMIT) {
	const whole = String(text || "").trim();
	return { length: [...whole].length, parts: split(whole, limit).length };
}

/** The messages, each of at most `limit` characters (code points). */
export function split(text, limit = LIMIT) {
	const found = [];
	let rest = [...text.trim()];
	while (rest.length > limit) {
		const at = cut(rest, limit);
		found.push(rest.slice(0, at).join("").trimEnd());
		rest = [...rest.slice(at).join("").trimStart()];
	}
	if (rest.length) found.push(rest.join(""));
	return found;
}

function cut(letters, limit) {
	const head = letters.slice(0, limit + 1).join("");
	for (const place of PLACES) {
		const good = [...head.matchAll(place)]
			.map((match) => [...head.slice(0, match.index + match[0].length)])
			.filter((before) => fits(before.join(""), limit));
		const last = good.length ? good[good.length - 1].length : 0;
		if (last && (last >= limit * FULL_ENOUGH || place === PLACES[PLACES.length - 1])) return last;
	}
	return insideWord(letters, limit);
}

function fits(before, limit) {
	return before.trim() !== "" && [...before.trimEnd()].length <= limit;
}

function insideWord(letters, limit) {
	let at = limit;
	while (at > 1 && belongTogether(letters[at - 1], letters[at])) at -= 1;
	return at > 1 ? at : limit;
}

function belongTogether(before, after) {
	return /\p{M}/u.test(after) || JOINERS.includes(after) || before === "\u200d";
}
