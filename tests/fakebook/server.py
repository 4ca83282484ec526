"""The fake over HTTP: one threaded WSGI server for the Graph API and the media host, on a free local port.

Started by `Facebook.start`. It turns requests into `Call`s, applies faults, and writes answers; what the
calls mean is in graph.py. Waiting (slow answers) ends at once when the server stops.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from tests.fakebook import errors, graph, media
from tests.fakebook.call import Call
from tests.fakebook.faults import Fault

if TYPE_CHECKING:
	from tests.fakebook.facebook import Facebook


class _Quiet(WSGIRequestHandler):
	"""Says nothing per request; a client that hangs up early is expected here."""

	def log(self, type: str, message: str, *args: Any) -> None:
		return


class Server:
	"""The running server; `url` is its address."""

	def __init__(self, fb: Facebook, port: int = 0):
		self._fb = fb
		self._stopping = threading.Event()
		self._http: BaseWSGIServer = make_server(
			"127.0.0.1", port, self._application, threaded=True, request_handler=_Quiet
		)
		self._http.daemon_threads = True
		self.url = f"http://127.0.0.1:{self._http.server_port}"
		self._thread = threading.Thread(
			target=self._http.serve_forever, args=(0.02,), name="fakebook", daemon=True
		)
		self._thread.start()

	def stop(self) -> None:
		self._stopping.set()
		self._http.shutdown()
		self._thread.join(timeout=5)
		self._http.server_close()

	def _application(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
		request = Request(environ)
		if request.path.startswith("/media/"):
			return self._media(request.path.removeprefix("/media/"))(environ, start_response)
		response = self._graph(request)
		if response is None:
			_hang_up(environ)
			raise ConnectionResetError("as the test asked")
		return response(environ, start_response)

	def _media(self, name: str) -> Response:
		self._fb.media_calls.append(name)
		answer = media.answer(name, self._stopping.wait, self.url)
		body = answer.chunks() if answer.chunks else answer.body
		response = Response(body, status=answer.status, content_type=answer.mime)
		response.headers.update(answer.headers)
		return response

	def _graph(self, request: Request) -> Response | None:
		"""The answer, or None for a connection that breaks."""
		call = call_of(request)
		status, body = 200, {}
		fault = None
		with self._fb.lock:
			self._fb.calls.append(call)
			try:
				graph.find(self._fb, call)
				fault = self._fb.faults.take(call.name)
				if fault is None or fault.after_send or (fault.error() is None and not _cuts(fault)):
					body = graph.answer(self._fb, call)
				if fault is not None and fault.error() is not None:
					raise fault.error()
			except errors.GraphError as error:
				status, body = error.status, error.body()
		return self._finish(fault, status, body)

	def _finish(self, fault: Fault | None, status: int, body: dict[str, Any]) -> Response | None:
		text = json.dumps(body)
		headers = self._fb.usage_headers()
		if fault is not None:
			if fault.delay_s:
				self._stopping.wait(fault.delay_s)
			if fault.drop:
				return None
			headers.update(fault.headers)
			if fault.raw_body is not None:
				return Response(
					fault.raw_body, status=fault.status, content_type="text/html", headers=headers
				)
		return Response(text, status=status, content_type="application/json; charset=UTF-8", headers=headers)


def _cuts(fault: Fault) -> bool:
	"""The call is not carried out: the connection breaks, or something in between answers."""
	return fault.drop or fault.raw_body is not None


def _hang_up(environ: dict[str, Any]) -> None:
	connection: socket.socket = environ["werkzeug.socket"]
	try:
		connection.shutdown(socket.SHUT_RDWR)
	except OSError:
		return


def call_of(request: Request) -> Call:
	"""Query, form and JSON body in one; a bearer header counts as the token."""
	params: dict[str, Any] = dict(request.args.items())
	if request.is_json:
		given = request.get_json(silent=True)
		params.update(given if isinstance(given, dict) else {})
	else:
		params.update(request.form.items())
	bearer = request.headers.get("Authorization", "")
	if "access_token" not in params and bearer.startswith(("Bearer ", "OAuth ")):
		params["access_token"] = bearer.split(" ", 1)[1]
	files = {name: stored.read() for name, stored in request.files.items()}
	return Call(request.method, request.path, params, files)
