// Mounts the inbox on the sandbox's page and keeps it in step with the address.
(function () {
	const element = document.getElementById("inbox");
	const app = fb_care.inbox.mount(element, { route: frappe.get_route().slice(1) });
	frappe.router.on("change", () => app.show(frappe.get_route().slice(1)));
})();
