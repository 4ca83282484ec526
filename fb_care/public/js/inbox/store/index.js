// What is on the screen, and what can be done there. One for each mounted inbox; components inject it as "inbox".
import { reactive } from "vue";

import { api } from "../api.js";
import { liveNews } from "./live.js";
import { listStore } from "./list.js";
import { SLUGS, keyOf, slugOf } from "./names.js";
import { personStore } from "./person.js";
import { threadStore } from "./thread.js";
import { topStore } from "./top.js";

export { keyOf, slugOf };

export function createInbox(host) {
	const inbox = {
		host,
		api: api(host),
		state: reactive({
			/** What `api.inbox.start` gave; null until it is there. */
			start: null,
			error: "",
			online: true,
			/** News come by themselves. */
			live: false,
			/** UTC ms by the server's clock, brought up to date every few seconds: for clocks and waiting times. */
			nowMs: Date.now(),
			/** {doctype, name} of the thread on the screen, or null. */
			open: null,
			/** What a narrow screen shows: "list", "thread" or "person". */
			pane: "list",
			personShown: true,
			help: false,
		}),
	};
	inbox.list = listStore(inbox);
	inbox.thread = threadStore(inbox);
	inbox.person = personStore(inbox);
	inbox.top = topStore(inbox);
	const news = liveNews(inbox);

	let wanted = [];
	inbox.begin = async (route = []) => {
		wanted = route;
		try {
			const start = await inbox.api.start();
			inbox.state.start = start;
			inbox.state.error = "";
			news.begin(start);
			inbox.list.load();
			inbox.list.goOn(start.job);
			inbox.show(wanted);
		} catch (error) {
			inbox.state.error = error.message;
		}
	};

	/** What could not begin begins once more; with the thread that was wanted last. */
	inbox.again = () => {
		inbox.state.error = "";
		return inbox.begin(wanted);
	};

	inbox.show = (route = []) => {
		wanted = route;
		const [slug, name] = route;
		if (SLUGS[slug] && name) inbox.open({ doctype: SLUGS[slug], name }, { quiet: true });
		// Back, on a narrow screen, leads from the thread to the list.
		else inbox.state.pane = "list";
		news.wake();
	};

	/** Open a thread in the middle; `quiet`: the address says so already. */
	inbox.open = (thread, { quiet = false } = {}) => {
		const open = inbox.state.open;
		if (!open || keyOf(open) !== keyOf(thread)) {
			inbox.thread.leave();
			inbox.state.open = { doctype: thread.doctype, name: thread.name };
			inbox.thread.load();
			inbox.person.load();
		}
		inbox.state.pane = "thread";
		if (!quiet) host.route([slugOf(thread.doctype), thread.name]);
	};

	inbox.close = () => {
		inbox.thread.leave();
		inbox.state.open = null;
		inbox.state.pane = "list";
		host.route([]);
	};

	inbox.end = () => {
		inbox.thread.leave();
		inbox.list.end();
		news.end();
	};
	return inbox;
}
