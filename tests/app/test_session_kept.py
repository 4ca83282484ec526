"""Whoever has something done stays who they are, also where the app does a part of it as Administrator."""

from __future__ import annotations

from typing import Any

import frappe

from fb_care.tickets import sync
from tests.app.comments_data import commented
from tests.app.hosts import AGENT, Host

API = "/api/method/fb_care.api.comments."


def test_whoever_answers_stays_logged_in(host: Host, facebook: Any):
	comment = commented(host, facebook)
	session = host.login(AGENT)
	for method, form in (("reply", {"comment": comment, "text": "Two days"}), ("like", {"comment": comment})):
		frappe.cache.delete_value("last_db_session_update")  # the host writes the session every ten minutes
		assert session.request("POST", API + method, form).status == 200
		answer = session.request("GET", "/api/method/frappe.auth.get_logged_user")
		assert answer.json() == {"message": AGENT}


def test_the_session_is_the_same_after_what_the_app_did(host: Host):
	with host.as_user(AGENT):
		frappe.session.update({"sid": "a-session", "data": frappe._dict(user=AGENT, csrf_token="x")})
		frappe.local.form_dict = frappe._dict(text="Two days")
		with sync.as_administrator():
			assert frappe.session.user == "Administrator"
		assert (frappe.session.user, frappe.session.sid) == (AGENT, "a-session")
		assert frappe.session.data == {"user": AGENT, "csrf_token": "x"}
		assert frappe.local.form_dict == {"text": "Two days"}
