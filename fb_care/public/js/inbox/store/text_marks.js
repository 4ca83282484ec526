// Where words of a search stand in a text: pieces of plain text, never markup.

const fold = (letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A text folded, and for each folded character the place it came from. */
function folded(text) {
	let out = "";
	const from = [];
	let at = 0;
	for (const letter of text) {
		const plain = fold(letter);
		for (let one = 0; one < plain.length; one++) from.push(at);
		out += plain;
		at += letter.length;
	}
	from.push(at);
	return { out, from };
}

/** [{text, hit}]: the text in pieces, those with `hit` being words of the query, accents and capitals aside. */
export function pieces(text, query) {
	const whole = String(text || "");
	const words = String(query || "").split(/\s+/).map((word) => folded(word).out).filter(Boolean);
	if (!words.length || !whole) return whole ? [{ text: whole, hit: false }] : [];
	const { out, from } = folded(whole);
	const hits = new Uint8Array(whole.length);
	for (const word of words) {
		for (let at = out.indexOf(word); at !== -1; at = out.indexOf(word, at + word.length)) {
			hits.fill(1, from[at], Math.max(from[at + word.length], from[at] + 1));
		}
	}
	const found = [];
	for (let at = 0; at < whole.length; at++) {
		const last = found[found.length - 1];
		if (last && last.hit === Boolean(hits[at])) last.text += whole[at];
		else found.push({ text: whole[at], hit: Boolean(hits[at]) });
	}
	return found;
}

const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

/** Black or white, whichever can be read better on this colour; null if it is no colour. */
export function readableOn(colour) {
	const found = HEX.exec(colour || "");
	if (!found) return null;
	const hex = found[1].length === 3 ? [...found[1]].map((one) => one + one).join("") : found[1];
	const [red, green, blue] = [0, 2, 4].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
	const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	return 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

function linear(part) {
	return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
