import assert from "node:assert/strict";
import { test } from "node:test";

import { finder, joined } from "../../../fb_care/public/js/inbox/emoji/find.js";

const row = (hexcode, unicode, label, tags, group = 0, order = 1) => ({ hexcode, unicode, label, tags, group, order });
const DATA = {
	en: [row("1", "🚲", "bicycle", ["bike"], 5, 2), row("2", "😀", "grinning face", ["smile"], 0, 1), row("3", "🏻", "light skin tone", [], 2, 3)],
	fr: [row("1", "🚲", "vélo", ["bicyclette"], 5, 2), row("2", "😀", "visage rieur", ["sourire"], 0, 1)],
};

test("emoji are found in the user's language and in English, without accents", () => {
	const found = finder(joined(DATA));
	assert.deepEqual(found.find("velo", "fr"), [{ emoji: "🚲", name: "vélo" }]);
	assert.deepEqual(found.find("bike", "fr"), [{ emoji: "🚲", name: "vélo" }]);
	assert.deepEqual(found.find("smi fac", "en-GB"), [{ emoji: "😀", name: "grinning face" }]);
	assert.deepEqual(found.find("nothing", "en"), []);
	assert.deepEqual(found.of(5, "de").map((one) => one.name), ["bicycle"]);
	assert.deepEqual(found.of(2, "en"), []);
});
