"""Whether a page is available: its hours, the switch by hand, messages on and off, kept in FB Away Period.

Between what is stored and the rules of `fb_care.care.away`. Called by the forms, jobs and automatic replies.
"""
