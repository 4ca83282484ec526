// Finding emoji by words. The data are emojibase's (MIT): [{emoji, group, order, names: {en, fr}, words: {en, fr}}].

const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const MOST = 120;

/** One list out of emojibase's compact data in several languages: {en: [...], fr: [...]}. */
export function joined(data) {
	const all = new Map();
	for (const [language, rows] of Object.entries(data)) {
		for (const row of rows) {
			// Group 2 holds parts of emoji, such as tones of skin; what has no group is a letter.
			if (row.group === undefined || row.group === 2) continue;
			const one = all.get(row.hexcode) || { emoji: row.unicode, group: row.group, order: row.order, names: {}, words: {} };
			one.names[language] = row.label;
			one.words[language] = bare([row.label, ...(row.tags || [])].join(" ")).split(/[\s:,-]+/);
			all.set(row.hexcode, one);
		}
	}
	return [...all.values()].sort((a, b) => a.order - b.order);
}

/** `of(group, language)` and `find(query, language)`: [{emoji, name}]. */
export function finder(all) {
	const shown = (language) => (one) => ({ emoji: one.emoji, name: one.names[language.slice(0, 2)] || one.names.en });
	return {
		of: (group, language) => all.filter((one) => one.group === group).map(shown(language)),
		find(query, language) {
			const wanted = bare(query).split(/\s+/).filter(Boolean);
			const own = language.slice(0, 2);
			const scored = all.map((one) => [one, score(one, wanted, own)]).filter(([, points]) => points > 0);
			return scored.sort((a, b) => b[1] - a[1] || a[0].order - b[0].order).slice(0, MOST).map(([one]) => shown(language)(one));
		},
	};
}

/** A whole word counts more than its beginning, the user's own language more than English. */
function score(one, wanted, own) {
	let points = 0;
	for (const word of wanted) {
		const best = Math.max(...Object.entries(one.words).map(([language, words]) => inWords(words, word) * (language === own ? 2 : 1)));
		if (!best) return 0;
		points += best;
	}
	return points;
}

function inWords(words, word) {
	if (words.includes(word)) return 2;
	return words.some((one) => one.startsWith(word)) ? 1 : 0;
}
