"""What the host asks of this app: install steps, jobs, permissions. Read by Frappe, imported by nobody."""

app_name = "fb_care"
app_title = "Facebook Care"
app_publisher = "fb_care contributors"
app_description = "Facebook messages and comments as tickets in ERPNext or Frappe Helpdesk"
app_email = "fb-care@users.noreply.github.com"
app_license = "MIT"
app_icon = "octicon octicon-comment-discussion"
app_color = "blue"

require_type_annotated_api_methods = True

before_install = "fb_care.install.before_install"
after_install = "fb_care.install.after_install"
after_migrate = "fb_care.install.after_migrate"
before_uninstall = "fb_care.install.before_uninstall"
after_uninstall = "fb_care.install.after_uninstall"
after_app_install = "fb_care.install.after_app_install"
after_app_uninstall = "fb_care.install.after_app_uninstall"

# Read by the host from the app's folder, so that they work where no assets were built.
_desk = "public/js/fb_care_desk.js"
_people = [_desk, "public/js/fb_care_people.js"]
_timeline = [*_people, "public/js/fb_care_timeline.js"]
_comments = "public/js/fb_care_comment_actions.js"
_replies = "public/js/fb_care_saved_replies.js"
_list_js = {
	"FB Comment": [_desk, _comments],
	"FB Comment Thread": [*_timeline, _comments],
	"FB Contact": _people,
	"FB Conversation": _timeline,
	"FB Label": _people,
	"FB Page": _desk,
	"FB Response": _desk,
	"FB Response Policy": _desk,
	"FB Triage Rule": [_desk, "public/js/fb_care_triage.js"],
	"FB Webhook Event": _desk,
}
_answer = [
	_comments,
	_replies,
	*(f"public/js/fb_care_{name}.js" for name in ("answer_parts", "answer", "answer_form")),
]
doctype_js = {
	**_list_js,
	"FB Comment Thread": [*_timeline, *_answer],
	"FB Conversation": [*_timeline, *_answer],
	"FB Page": [_desk, *(f"public/js/fb_care_{name}.js" for name in ("away", "figures", "figures_form"))],
	"FB Saved Reply": [_desk, _replies],
	"HD Ticket": [_desk, *_answer, "public/js/fb_care_on_hd_ticket.js"],
	"Issue": [_desk, *_answer, "public/js/fb_care_on_issue.js"],
}
doctype_list_js = {**_list_js, "FB Saved Reply": _desk}

scheduler_events = {
	"cron": {
		"* * * * *": [
			"fb_care.jobs.scheduled.fb_care_sweep",
			"fb_care.jobs.scheduled.fb_care_away",
			"fb_care.jobs.scheduled.fb_care_windows",
		],
		"*/15 * * * *": ["fb_care.jobs.scheduled.fb_care_figures"],
	},
	"hourly_long": ["fb_care.jobs.scheduled.fb_care_health"],
	"daily_long": ["fb_care.jobs.scheduled.fb_care_retention", "fb_care.jobs.scheduled.fb_care_labels"],
}

permission_query_conditions = {
	"FB App Secret": "fb_care.permissions.app_secret_conditions",
	"FB Attachment": "fb_care.permissions.child_conditions",
	"FB Change": "fb_care.permissions.child_conditions",
	"FB Contact Author": "fb_care.permissions.child_conditions",
	"FB Contact Note": "fb_care.permissions.child_conditions",
	"FB Label Row": "fb_care.permissions.child_conditions",
	"FB Page Hours": "fb_care.permissions.child_conditions",
	"FB Page Notice": "fb_care.permissions.child_conditions",
	"FB Page Special Day": "fb_care.permissions.child_conditions",
	"FB Reaction": "fb_care.permissions.child_conditions",
	"FB Saved Reply": "fb_care.outbound.reply_access.conditions",
	"FB Saved Reply Text": "fb_care.outbound.reply_access.row_conditions",
	"FB Triage Ad": "fb_care.permissions.child_conditions",
	"FB Triage Page": "fb_care.permissions.child_conditions",
	"FB Triage Post": "fb_care.permissions.child_conditions",
	"FB Triage Rule": "fb_care.permissions.triage_rule_conditions",
	"FB Webhook Event": "fb_care.permissions.webhook_event_conditions",
	"File": "fb_care.permissions.file_conditions",
}

has_permission = {
	"FB Saved Reply": "fb_care.outbound.reply_access.has_permission",
	"FB Triage Rule": "fb_care.permissions.has_triage_rule_permission",
	"FB Webhook Event": "fb_care.permissions.has_delivery_permission",
}

_ticket_events = {
	"before_save": "fb_care.tickets.closing.note",
	"on_trash": "fb_care.install.forget_ticket",
}
_holiday_events = dict.fromkeys(("on_update", "on_trash"), "fb_care.away.holidays.changed")
doc_events = {
	"Comment": dict.fromkeys(("after_insert", "on_trash"), "fb_care.inbox.notes.changed"),
	"File": {"validate": "fb_care.outbound.reply_access.keep_private"},
	"HD Service Holiday List": _holiday_events,
	"HD Ticket": _ticket_events,
	"Holiday List": _holiday_events,
	"Issue": _ticket_events,
	"ToDo": dict.fromkeys(("on_update", "on_trash"), "fb_care.tickets.assigned.todo_changed"),
	"User": {"after_rename": "fb_care.inbox.label_index.user_renamed"},
}

# Replies that agents type in the helpdesk's own composer go to Facebook where the ticket came from there.
override_whitelisted_methods = {
	"frappe.core.doctype.communication.email.make": "fb_care.api.composer.make",
}
override_doctype_class = {"HD Ticket": "fb_care.tickets.hd_ticket_class.FacebookHDTicket"}
