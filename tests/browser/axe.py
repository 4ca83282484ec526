"""What axe finds on a page of a browser that keeps people from working."""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
#: What fades in, or is pale while something loads, has another contrast on the way than in the end.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
RUN = """async (root) => {
	for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
	const {violations} = await axe.run(root, {resultTypes: ["violations"]});
	return violations.filter((one) => ["serious", "critical"].includes(one.impact))
		.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 160)).join(" | "));
}"""


def serious(page: Any, root: str) -> list[str]:
	"""What is serious or worse in what `root` selects, as it looks when nothing moves.

	What is to be looked at must be there already. The page's context needs `bypass_csp`.
	"""
	if not page.evaluate("typeof axe === 'object'"):
		page.add_script_tag(path=AXE)
		page.add_style_tag(content=STILL)
	page.wait_for_function("!document.querySelector('.fbi-busy')")
	return page.evaluate(RUN, root)
