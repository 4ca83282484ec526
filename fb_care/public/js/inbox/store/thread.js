// The thread on the screen: its messages or comments, notes, who else is there, and what is being written.
import { reactive, ref, watch } from "vue";

import { newOnes, withNews, withOlder } from "../thread/items.js";
import { answering, blank } from "./answering.js";
import { keyOf } from "./names.js";
import { presence } from "./presence.js";

const nothing = () => ({
	row: null,
	items: [],
	notes: [],
	older: null,
	ad: null,
	post: null,
	window: null,
	ticket: null,
	presence: [],
	can: {},
	loading: false,
	loadingOlder: false,
	error: "",
	/** Messages of the person that came while the agent was reading further up. */
	arrived: 0,
});

export function threadStore(inbox) {
	const state = reactive({ ...nothing(), draft: blank(), refusal: null, sending: [], tab: "reply", focus: 0 });
	const version = ref(0);
	const answers = answering(inbox, state, version);
	const { api, host } = inbox;
	let turn = 0;
	let asked = 0;
	let taken = 0;
	let noting = false;
	let present = null;

	inbox.drafts = { has: (key) => version.value >= 0 && answers.has(key) };
	watch(
		() => inbox.state.online && Boolean(inbox.state.start),
		(online) => online && answers.resume()
	);

	function take(found) {
		const { items, older, ...rest } = found;
		const known = state.items;
		const whole = !older;
		const kept = withNews(known, items || [], whole);
		if (!known.length || whole || kept.length === (items || []).length) state.older = older;
		if (known.length) state.arrived += newOnes(known, (items || []).filter((item) => item.direction === "Incoming"));
		Object.assign(state, { ...rest, items: kept });
	}

	async function ask({ first = false } = {}) {
		const thread = inbox.state.open;
		if (!thread) return;
		const mine = first ? (turn += 1) : turn;
		const number = (asked += 1);
		try {
			const found = await api.thread(thread);
			// Answers may come in another order than the questions.
			if (mine !== turn || !inbox.state.open || number < taken) return;
			taken = number;
			take(found);
			state.error = "";
			read();
		} catch (error) {
			// What stands on the screen stays; only an empty one says why.
			if (mine === turn && (first || error.kind === "refused")) state.error = error.message;
		} finally {
			if (mine === turn && first) state.loading = false;
		}
	}

	function read() {
		const { row } = state;
		if (!row || !row.unread || !state.can.write || !host.isShown()) return;
		const thread = { ...inbox.state.open };
		row.unread = 0;
		api.markRead(thread).then(() => told(thread), () => {});
	}

	/** The list shows at once what changed here. */
	const told = (thread) => inbox.list.news([thread]);

	/** Do something, show what came of it; gives whether it was done. */
	async function act(work) {
		const mine = turn;
		const thread = { ...inbox.state.open };
		try {
			await work();
		} catch (error) {
			host.toast(error.message, "red");
			return false;
		}
		if (mine === turn) await ask();
		told(thread);
		return true;
	}

	const partOf = () => (inbox.state.open.doctype === "FB Conversation" ? "FB Message" : "FB Comment");

	return {
		state,
		answers,
		async load() {
			Object.assign(state, nothing(), { loading: true, tab: "reply" });
			answers.open();
			const thread = { ...inbox.state.open };
			present = presence({
				tell: (how) => api.present(thread, how),
				hidden: () => !host.isShown(),
				show: (others) => keyOf(thread) === (inbox.state.open && keyOf(inbox.state.open)) && (state.presence = others),
			});
			await ask({ first: true });
			if (present && inbox.state.open && keyOf(thread) === keyOf(inbox.state.open) && !state.error) present.enter();
		},
		refresh: () => ask(),
		async more() {
			if (!state.older || state.loadingOlder) return;
			const mine = turn;
			state.loadingOlder = true;
			try {
				const found = await api.thread(inbox.state.open, state.older);
				if (mine !== turn) return;
				state.items = withOlder(state.items, found.items);
				state.older = found.older;
			} catch (error) {
				host.toast(error.message, "red");
			} finally {
				if (mine === turn) state.loadingOlder = false;
			}
		},
		leave() {
			turn += 1;
			if (present) present.leave();
			present = null;
			Object.assign(state, nothing());
		},
		presenceNews: () => present && present.news(),
		typing: () => present && present.typing(),
		send(confirm = 0) {
			const taken = answers.send(confirm);
			if (taken && present) present.stopped();
			return taken;
		},
		/** Have the composer take the focus, on one of its sides. */
		compose(tab = "reply") {
			state.tab = tab;
			state.focus += 1;
		},
		async note() {
			const { draft } = state;
			const thread = { ...inbox.state.open };
			const text = draft.note.trim();
			if (!text || noting) return false;
			noting = true;
			const done = await act(() => api.addNote(thread, text));
			noting = false;
			if (done) answers.noted(keyOf(thread), draft.note);
			return done;
		},
		removeNote: (note) => act(() => api.removeNote(note.name)),
		decide: (item, decision) =>
			act(() => ({ again: api.again, it_was_sent: api.itWasSent, discard: api.discard })[decision](item.name, partOf())),
		comment: (action, item, more = {}) => act(() => api.comment(action, item.name, more)),
		setState: (value) => act(() => api.setState(inbox.state.open, value)),
		setFollowUp: (value) => act(() => api.setFollowUp(inbox.state.open, value)),
		/** Closes it: what is open is read. */
		markUnread: () => inbox.list.act("unread", [{ ...state.row }]),
		assign: (user) => act(() => api.assign(inbox.state.open, user)),
		toggleLabel(name) {
			const labels = state.row.labels.includes(name) ? state.row.labels.filter((one) => one !== name) : [...state.row.labels, name];
			return act(() => api.setLabels(inbox.state.open.doctype, inbox.state.open.name, labels));
		},
	};
}
