import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMIT, counted, split } from "../../../fb_care/public/js/inbox/thread/splitting.js";
import { gapped, gapsIn, inserted, isOnlyEmoji, linkified } from "../../../fb_care/public/js/inbox/thread/text.js";

const urls = (text) => linkified(text).map((piece) => piece.url).filter(Boolean);

test("addresses become links, and nothing of the text is lost", () => {
	const text = "See https://example.com/a_(b)?x=1, or (http://example.org/x). Bye";
	assert.deepEqual(urls(text), ["https://example.com/a_(b)?x=1", "http://example.org/x"]);
	assert.equal(linkified(text).map((piece) => piece.text).join(""), text);
});

test("what is no address of the web stays text", () => {
	for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://example.com", "https://", '<a href="javascript:x">', "//example.com"])
		assert.deepEqual(urls(text), []);
	assert.deepEqual(urls('"https://example.com/"><img src=x onerror=alert(1)>'), ["https://example.com/"]);
	assert.deepEqual(linkified(""), []);
	assert.deepEqual(linkified(null), []);
});

test("gaps of a saved reply are found as long as they stand", () => {
	const absent = [{ label: "Order", gap: "[Order]" }, { label: "Name", gap: "" }];
	assert.deepEqual(gapped("Your [Order] is here", absent), [
		{ text: "Your ", gap: false },
		{ text: "[Order]", gap: true },
		{ text: " is here", gap: false },
	]);
	assert.equal(gapsIn("Your [Order]", absent).length, 1);
	assert.equal(gapsIn("Your 42", absent).length, 0);
	assert.deepEqual(gapped("", absent), []);
});

test("a few emoji alone are shown large, words and numbers never", () => {
	for (const text of ["👍", "❤️", "👩‍👧 🇳🇴", "👍🏽"]) assert.ok(isOnlyEmoji(text), text);
	for (const text of ["", "1", "#", "👍 ok", "👍".repeat(9), null]) assert.ok(!isOnlyEmoji(text), text);
});

test("words are put where the caret is, over what is chosen", () => {
	assert.deepEqual(inserted("Hello world", "👋", 5, 11), { text: "Hello👋", caret: 7 });
});

test("a text is cut as the server cuts it", () => {
	assert.deepEqual(counted("  hi  "), { length: 2, parts: 1 });
	assert.deepEqual(counted(""), { length: 0, parts: 0 });
	assert.equal(counted("👍".repeat(LIMIT)).parts, 1);
	assert.deepEqual(split("one two three", 8), ["one two", "three"]);
	assert.deepEqual(split("First one.\n\nSecond one.", 14), ["First one.", "Second one."]);
	assert.deepEqual(split("Ab. Cd ef", 7), ["Ab.", "Cd ef"]);
	assert.deepEqual(split("abcdefghij", 4), ["abcd", "efgh", "ij"]);
	assert.deepEqual(split("abce\u0301fg", 4), ["abc", "e\u0301fg"]);
});
