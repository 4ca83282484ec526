// {% include "fb_care/public/js/fb_care_reports.js" %}

// Without days: the window of the policy. A link from another report names what it wants; all else is empty.
(() => {
	// A choice that may be empty.
	const any_of = (fieldname, label, words) => ({
		fieldname,
		label,
		fieldtype: "Select",
		options: ["", ...words].map((word) => (word.value ? word : { value: word, label: word && __(word) })),
	});
	const hours = [...Array(24).keys()].map((hour) => `${String(hour).padStart(2, "0")}:00`);
	const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
	const ways = ["Counted", "Not among the fastest", "Waiting", "Left out", "Outside the window"];

	frappe.query_reports["Openings and Answers"] = {
		filters: [
			fb_care.reports.page(),
			{ fieldname: "policy", label: __("Policy"), fieldtype: "Link", options: "FB Response Policy" },
			{ fieldname: "as_of", label: __("As of the end of"), fieldtype: "Date" },
			{ fieldname: "from_date", label: __("Opened from"), fieldtype: "Date" },
			{ fieldname: "to_date", label: __("Opened until"), fieldtype: "Date" },
			any_of("state", __("State"), ["Open", "Answered"]),
			any_of("how", __("In the figures"), ways),
			any_of("left_out", __("Left out"), [
				{ value: "None of them", label: __("None of them") },
				{ value: "Any reason", label: __("Any reason") },
				"Away",
				"Spam",
				"Done",
			]),
			{ fieldname: "agent", label: __("Agent"), fieldtype: "Link", options: "User" },
			any_of("answered_from", __("Answered from"), ["This App", "Page Inbox", "Other App", "Automated"]),
			{ fieldname: "ad", label: __("Ad"), fieldtype: "Link", options: "FB Ad" },
			any_of("weekday", __("Weekday"), days),
			any_of("hour", __("Hour"), hours),
		],
		onload: fb_care.reports.ready,
		formatter: fb_care.reports.cell,
	};
})();
