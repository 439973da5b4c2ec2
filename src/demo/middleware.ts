/**
 * From bytes to a view and back, in the order of Django's default MIDDLEWARE: session, APPEND_SLASH,
 * CSRF, authentication; on the way back the CSRF cookie first, then the session's. Views do the rest.
 */
import type { IncomingMessage } from 'node:http';
import { debuglog } from 'node:util';
import { Authentication } from './authentication.js';
import { deletedCookie, lastingCookie, parseCookies } from './cookies.js';
import { Csrf, CSRF_COOKIE, CSRF_FIELD } from './csrf.js';
import { messagePage } from './pages.js';
import { type DemoRequest, parseTarget, readForm } from './request.js';
import { type DemoResponse, htmlResponse, redirect, withCookie, withField } from './response.js';
import { Session, SESSION_AGE_SECONDS, SessionInterrupted, type SessionTable } from './sessions.js';
import { ROUTES, type Site } from './views.js';

const SESSION_COOKIE = 'sessionid';
const debug = debuglog('sessionspy:demo');

/** Everything one running app has. */
export interface App extends Site {
  readonly sessions: SessionTable;
  readonly secretKey: string;
}

/** Answers one request. Does not throw: a fault in here is a 500. */
export async function respond(message: IncomingMessage, app: App): Promise<DemoResponse> {
  try {
    const form = await readForm(message);
    if (form === undefined) return tooLarge();
    const request = openRequest(message, form, app);
    const response = await answer(message, request, app);
    return saveSession(request, sendCsrfCookie(request, response, app), app);
  } catch (error) {
    return serverError(error);
  }
}

function openRequest(message: IncomingMessage, form: URLSearchParams, app: App): DemoRequest {
  const cookies = parseCookies(message.headers.cookie);
  const session = new Session(app.sessions, cookies.get(SESSION_COOKIE));
  const csrf = new Csrf(cookies.get(CSRF_COOKIE));
  const auth = new Authentication(session, csrf, app.users, app.secretKey);
  const method = message.method ?? 'GET';
  return { method, ...parseTarget(message.url ?? '/'), cookies, form, session, csrf, auth };
}

/** Finds the view and runs it. A view that fails changes no session, but keeps its CSRF cookie. */
async function answer(
  message: IncomingMessage,
  request: DemoRequest,
  app: App,
): Promise<DemoResponse> {
  const { method, path } = request;
  const route = ROUTES.get(path);
  if (route === undefined) {
    return isReading(method) && ROUTES.has(`${path}/`) ? appendSlash(request) : notFound();
  }
  const refusal = refuseForgery(message, request);
  if (refusal !== undefined) return forbidden(refusal);
  const view = method === 'POST' ? route.POST : isReading(method) ? route.GET : undefined;
  if (view === undefined) return notAllowed(Object.keys(route));
  try {
    return await view(request, app);
  } catch (error) {
    return serverError(error);
  }
}

function refuseForgery({ headers }: IncomingMessage, request: DemoRequest): string | undefined {
  const headerToken = headers['x-csrftoken'];
  return request.csrf.refusal({
    method: request.method,
    host: headers.host,
    origin: headers.origin,
    formToken: request.form.get(CSRF_FIELD) ?? '',
    headerToken: typeof headerToken === 'string' ? headerToken : '',
  });
}

/** CsrfViewMiddleware.process_response. */
function sendCsrfCookie({ csrf }: DemoRequest, response: DemoResponse, app: App): DemoResponse {
  const setCookie = csrf.setCookie(app.now());
  return setCookie === undefined ? response : varyByCookie(withCookie(response, setCookie));
}

/** SessionMiddleware.process_response: remove the cookie, save and send it, or leave it alone. */
function saveSession(request: DemoRequest, response: DemoResponse, app: App): DemoResponse {
  const { session, cookies } = request;
  if (cookies.has(SESSION_COOKIE) && session.isEmpty) {
    return varyByCookie(withCookie(response, deletedCookie(SESSION_COOKIE)));
  }
  const varied = session.isAccessed ? varyByCookie(response) : response;
  if (!session.isModified || session.isEmpty || response.status >= 500) return varied;
  try {
    const cookie = { name: SESSION_COOKIE, value: session.save(), httpOnly: true };
    const setCookie = lastingCookie({ ...cookie, maxAgeSeconds: SESSION_AGE_SECONDS }, app.now());
    return withCookie(varied, setCookie);
  } catch (error) {
    if (!(error instanceof SessionInterrupted)) throw error;
    return htmlResponse(messagePage('Bad request (400)', error.message), 400);
  }
}

function appendSlash({ path, query }: DemoRequest): DemoResponse {
  return redirect(`${path}/${query.size > 0 ? `?${query.toString()}` : ''}`, 301);
}

function varyByCookie(response: DemoResponse): DemoResponse {
  return withField(response, 'Vary', 'Cookie');
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function notFound(): DemoResponse {
  return htmlResponse(messagePage('Not found (404)', 'There is no such page here.'), 404);
}

function forbidden(reason: string): DemoResponse {
  const message = `CSRF verification failed. Request aborted. Reason: ${reason}`;
  return htmlResponse(messagePage('Forbidden (403)', message), 403);
}

function notAllowed(methods: readonly string[]): DemoResponse {
  const page = messagePage('Method not allowed (405)', `This page takes ${methods.join(' or ')}.`);
  return withField(htmlResponse(page, 405), 'Allow', methods.join(', '));
}

function tooLarge(): DemoResponse {
  const message = 'A form here may have 64 KiB at most.';
  return htmlResponse(messagePage('Content too large (413)', message), 413);
}

function serverError(error: unknown): DemoResponse {
  debug('a view failed: %O', error);
  const page = messagePage(
    'Server error (500)',
    'Something failed here. NODE_DEBUG=sessionspy:demo says what.',
  );
  return htmlResponse(page, 500);
}
