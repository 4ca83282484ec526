// What is done with one thread or many: shown at once, taken back if the server refuses, and with an undo.
import { shallowReactive } from "vue";

import { asked } from "./list_filters.js";
import { after } from "./list_merge.js";
import { keyOf } from "./names.js";
import { doneWords } from "../list/words.js";

/** How long an undo is offered, and how often a job is asked how far it is. */
const UNDO_MS = 10000;
const SAID_MS = 4000;
const ASK_MS = 1000;
const MOST_SOME = 200;

export function listActions(inbox, list) {
	const work = shallowReactive({
		/** {token, words, threads}: what was just done; with a token it can be undone. */
		undo: null,
		/** {job, action, done, total, refused, finished}: what goes on in the background. */
		job: null,
		/** [{doctype, name, title, reason}]: what the server refused to do. */
		refused: [],
		busy: false,
	});
	let undoTimer = null;
	let jobTimer = null;
	let ended = false;

	const fail = (error) => inbox.host.toast(error.message, "red");
	const titled = (refused) =>
		(refused || []).map((one) => ({ ...one, title: (list.rowOf(keyOf(one)) || {}).title || one.name }));

	function offerUndo(token, words, threads = []) {
		clearTimeout(undoTimer);
		work.undo = { token: token || "", words, threads };
		undoTimer = setTimeout(() => (work.undo = null), token ? UNDO_MS : SAID_MS);
	}

	/** Show what the rows will be; gives what takes it back. */
	function ahead(rows, action, value) {
		const open = inbox.state.open && keyOf(inbox.state.open);
		// What is open is read: to be unread it has to be closed.
		if (action === "unread" && rows.some((row) => keyOf(row) === open)) inbox.close();
		const before = rows.map((row) => list.rowOf(keyOf(row)) || row);
		list.patch(before.map((row) => after(row, action, value)).filter(Boolean));
		if (before.some((row) => keyOf(row) === open)) tellThread(before, action, value, open);
		return () => list.readSome(before.slice(0, MOST_SOME));
	}

	/** The open thread shows the same in its head. */
	function tellThread(rows, action, value, open) {
		const shown = inbox.thread.state.row;
		if (shown && keyOf(shown) === open) inbox.thread.state.row = after(shown, action, value) || shown;
	}

	/**
	 * Do something with threads, or with all that match (`threads` null).
	 * `action` and `value` as api.inbox_bulk.do takes them.
	 */
	async function act(action, threads, value = "") {
		const many = threads || list.state.items;
		const goes = action === "delete" || !threads;
		const back = goes ? () => list.refresh() : ahead(many, action, value);
		const whole = threads ? { threads, value } : { filters: asked(list.state.filters), value };
		work.busy = true;
		work.refused = [];
		try {
			const found = await inbox.api.bulk(action, whole);
			if (found.job) return begin(found, action);
			finish(found, action, threads);
		} catch (error) {
			back();
			fail(error);
		} finally {
			work.busy = false;
		}
	}

	/** What was done at once is over. */
	function finish(found, action, threads) {
		const refused = new Set((found.refused || []).map(keyOf));
		work.refused = titled(found.refused);
		if (action === "delete" && threads) gone(threads.filter((one) => !refused.has(keyOf(one))));
		else if (!threads) list.refresh();
		if (refused.size && threads) list.readSome(found.refused.slice(0, MOST_SOME));
		offerUndo(found.undo, doneWords(action, found.done), threads || []);
		list.countSoon();
	}

	function gone(threads) {
		const keys = new Set(threads.map(keyOf));
		if (inbox.state.open && keys.has(keyOf(inbox.state.open))) inbox.close();
		list.drop(keys);
	}

	function begin(found, action) {
		work.job = { job: found.job, action, done: 0, total: found.total, refused: [], finished: false, stopped: false };
		list.clearChoice();
		jobTimer = setTimeout(askJob, ASK_MS);
	}

	/** A job of the user's goes on that was begun before the inbox was opened, or elsewhere: as `api.inbox.start` tells it. */
	function goOn(job) {
		if (!job || work.job) return;
		work.job = { ...job, refused: undefined };
		jobTimer = setTimeout(askJob, ASK_MS);
	}

	async function askJob() {
		clearTimeout(jobTimer);
		const job = work.job;
		if (!job || job.finished) return;
		try {
			const state = await inbox.api.bulkState(job.job);
			if (!work.job || work.job.job !== job.job) return;
			work.job = { ...work.job, ...state, refused: undefined };
			if (state.finished) return endJob(job, state);
		} catch (error) {
			if (error.kind === "refused") {
				work.job = null;
				return fail(error);
			}
		}
		if (!ended) jobTimer = setTimeout(askJob, ASK_MS);
	}

	function endJob(job, state) {
		work.refused = titled(Array.isArray(state.refused) ? state.refused : []);
		work.job = null;
		offerUndo(state.undo, doneWords(job.action, state.done));
		list.refresh();
		list.readSome(list.state.items.slice(0, MOST_SOME));
	}

	/** News of a job: {job, done, total, finished}. */
	function bulkNews(news) {
		if (!work.job || news.job !== work.job.job) return;
		work.job = { ...work.job, done: news.done, total: news.total };
		if (news.finished) askJob();
	}

	async function stop() {
		const job = work.job;
		if (!job) return;
		work.job = { ...job, stopped: true };
		try {
			await inbox.api.bulkStop(job.job);
		} catch (error) {
			fail(error);
		}
		askJob();
	}

	async function undo() {
		const offered = work.undo;
		if (!offered || !offered.token) return;
		clearTimeout(undoTimer);
		work.undo = null;
		try {
			const found = await inbox.api.undo(offered.token);
			if (found.job) return begin(found, "undo");
			work.refused = titled(found.refused);
			offerUndo("", doneWords("undo", found.done));
			await list.refresh();
			if (offered.threads.length) list.readSome(offered.threads.slice(0, MOST_SOME));
			if (inbox.state.open) inbox.thread.refresh();
		} catch (error) {
			fail(error);
		}
	}

	/** An opened thread is read: at once here, and on the server. */
	async function read(thread) {
		const row = list.rowOf(keyOf(thread));
		if (row && !row.unread) return;
		if (row) list.patch([{ ...row, unread: 0 }]);
		try {
			await inbox.api.markRead(thread);
			list.countSoon();
		} catch (error) {
			if (error.kind !== "offline") fail(error);
			if (row) list.readSome([thread]);
		}
	}

	return {
		work,
		act,
		stop,
		undo,
		goOn,
		bulkNews,
		read,
		endActions() {
			ended = true;
			clearTimeout(undoTimer);
			clearTimeout(jobTimer);
		},
		closeUndo: () => (work.undo = null),
		closeRefused: () => (work.refused = []),
	};
}
