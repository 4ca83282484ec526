// The desk's page of the inbox: fetches the two bundles, mounts the app once, and tells it every route.
frappe.provide("fb_care");

fb_care.inbox_page = fb_care.inbox_page || {};

(function (page) {
	const BUNDLES = ["fb_care_inbox.bundle.css", "fb_care_inbox.bundle.js"];

	// Where a bundle was never built, the host would fetch a page that is not there and stay frozen.
	page.missing = function () {
		const built = frappe.boot.assets_json || {};
		return BUNDLES.filter((name) => !built[name]);
	};

	page.say = function (element, text) {
		const node = document.createElement("p");
		node.className = "text-muted text-center";
		node.setAttribute("role", "alert");
		node.style.padding = "var(--padding-2xl, 48px)";
		node.textContent = text;
		element.replaceChildren(node);
	};

	// Everything below the desk's bar, whatever the bar's height is; the app scrolls inside of it.
	page.fit = function (element) {
		if (!element.offsetParent) return;
		const top = element.getBoundingClientRect().top + window.scrollY;
		element.style.height = `calc(100vh - ${Math.max(Math.round(top), 0)}px)`;
		if (CSS.supports("height", "1dvh"))
			element.style.height = `calc(100dvh - ${Math.max(Math.round(top), 0)}px)`;
	};

	page.load = async function (wrapper) {
		const element = document.createElement("div");
		element.className = "fb-care-inbox";
		wrapper.replaceChildren(element);
		wrapper.fb_care_inbox = { element, app: null, way: { module: "FB Care" } };
		window.addEventListener("resize", () => page.fit(element));
		if (page.missing().length) {
			page.say(element, __("The inbox was not built yet. Run: {0}", ["bench build --app fb_care"]));
			return;
		}
		await frappe.require(BUNDLES);
		wrapper.fb_care_inbox.app = fb_care.inbox.mount(element, { route: frappe.get_route().slice(1) });
	};

	// Also called for each move inside of the inbox: the route names the thread that is open.
	page.show = function (wrapper) {
		frappe.utils.set_title(__("Facebook Inbox"));
		const { element, app, way } = wrapper.fb_care_inbox;
		// The desk keeps breadcrumbs by route, and every thread has one of its own.
		frappe.breadcrumbs.add(way);
		page.fit(element);
		if (app) app.show(frappe.get_route().slice(1));
	};
})(fb_care.inbox_page);

frappe.pages["facebook-inbox"].on_page_load = (wrapper) => fb_care.inbox_page.load(wrapper);
frappe.pages["facebook-inbox"].on_page_show = (wrapper) => fb_care.inbox_page.show(wrapper);
