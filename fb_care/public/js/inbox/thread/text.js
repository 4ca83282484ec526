// What people wrote, cut into pieces that are shown: never HTML, only text and addresses that are safe to open.

const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^]+/gi;
/** Signs at the end of an address which belong to the sentence around it. */
const AFTER = /[.,;:!?…»”’*_~]+$/;
const PAIRS = { ")": "(", "]": "[" };

function withoutEnd(url) {
	let kept = url.replace(AFTER, "");
	for (;;) {
		const opening = PAIRS[kept.slice(-1)];
		if (!opening || count(kept, opening) >= count(kept, kept.slice(-1))) return kept;
		kept = kept.slice(0, -1).replace(AFTER, "");
	}
}

function count(text, sign) {
	return text.split(sign).length - 1;
}

/** [{text}] and [{text, url}] in order; only http and https become addresses. */
export function linkified(text) {
	const whole = String(text || "");
	const found = [];
	let from = 0;
	for (const match of whole.matchAll(ADDRESS)) {
		const url = withoutEnd(match[0]);
		if (!isAddress(url)) continue;
		if (match.index > from) found.push({ text: whole.slice(from, match.index) });
		found.push({ text: url, url });
		from = match.index + url.length;
	}
	if (from < whole.length) found.push({ text: whole.slice(from) });
	return found;
}

function isAddress(url) {
	try {
		return /^https?:$/.test(new URL(url).protocol) && new URL(url).hostname !== "";
	} catch (_error) {
		return false;
	}
}

/** The text with the gaps of a saved reply apart: [{text, gap: bool}]. `absent`: rows with a `gap`. */
export function gapped(text, absent) {
	const gaps = gapsIn(text, absent).map((row) => row.gap);
	const found = [];
	let rest = String(text || "");
	while (rest) {
		const next = gaps
			.map((gap) => [rest.indexOf(gap), gap])
			.filter(([at]) => at >= 0)
			.sort((a, b) => a[0] - b[0])[0];
		if (!next) break;
		if (next[0]) found.push({ text: rest.slice(0, next[0]), gap: false });
		found.push({ text: next[1], gap: true });
		rest = rest.slice(next[0] + next[1].length);
	}
	if (rest) found.push({ text: rest, gap: false });
	return found;
}

/** Which values of a filled reply are still gaps in the text. */
export function gapsIn(text, absent) {
	return (absent || []).filter((row) => row.gap && String(text || "").includes(row.gap));
}

/** Whether a message is nothing but a few emoji, which are shown large. */
export function isOnlyEmoji(text) {
	const bare = String(text || "").replace(/[\s\u200d\ufe0f]/g, "");
	if (!bare || [...bare].length > 8 || /[\d#*]/.test(bare)) return false;
	return /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{1F1E6}-\u{1F1FF}]+$/u.test(bare);
}

/** Put words into a text in place of what is chosen there: {text, caret}. */
export function inserted(text, words, start, end) {
	return { text: text.slice(0, start) + words + text.slice(end), caret: start + words.length };
}
