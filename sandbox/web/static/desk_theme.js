// Before the first paint: light or dark, as the address (?theme=dark) or else the system says.
(function () {
	const root = document.documentElement;
	if (root.dataset.theme) return;
	const system = window.matchMedia("(prefers-color-scheme: dark)");
	const follow = () => (root.dataset.theme = system.matches ? "dark" : "light");
	system.addEventListener("change", follow);
	follow();
})();
