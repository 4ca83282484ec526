// The inbox: what an agent of the pages has open all day. The desk's page and the sandbox mount it alike.
import { createApp } from "vue";

import App from "./inbox/App.vue";
import { host } from "./inbox/host.js";
import { createInbox } from "./inbox/store/index.js";

frappe.provide("fb_care.inbox");

/**
 * Draw the inbox into an element of the host's page.
 * `route`: the parts behind /app/facebook-inbox, such as ["fb-conversation", "1-2"], or none.
 * Gives {show(route), unmount()}.
 */
fb_care.inbox.mount = function (element, { route = [] } = {}) {
	const inbox = createInbox(host(element));
	const app = createApp(App);
	app.provide("inbox", inbox);
	app.config.globalProperties.__ = window.__;
	app.mount(element);
	inbox.begin(route);
	return {
		show: (next) => inbox.show(next),
		unmount() {
			inbox.end();
			app.unmount();
		},
	};
};
