import assert from "node:assert/strict";
import { test } from "node:test";

import { isKeptFile, realtime, safeLink } from "../../../fb_care/public/js/inbox/host.js";

test("links lead to the web or to files of the site, nowhere else", () => {
	for (const url of ["https://example.com/a", "HTTP://example.com", "/files/a.png", "/private/files/a.png"])
		assert.equal(safeLink(url), url);
	for (const url of ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//example.com", "/app/user", "", null])
		assert.equal(safeLink(url), "");
});

test("only files that the site keeps are shown", () => {
	assert.ok(isKeptFile("/private/files/a.png"));
	assert.ok(!isKeptFile("https://example.com/files/a.png"));
});

test("on the desk every page's room is entered, though its doc_subscribe takes one a second", () => {
	const said = [];
	const desk = { socket: { connected: true }, open_docs: new Set(), emit: (...words) => said.push(words), doc_subscribe: () => assert.fail("throttled") };
	["1", "2"].forEach((page) => realtime(desk).follow("FB Page", page));
	assert.deepEqual(said, [["doc_subscribe", "FB Page", "1"], ["doc_subscribe", "FB Page", "2"]]);
	assert.ok(desk.open_docs.has("FB Page:2"));
	realtime({ open_docs: new Set() }).follow("FB Page", "1");
});
