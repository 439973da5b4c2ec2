/**
 * The demo's views, Django's own ones (LoginView, LogoutView, PasswordChangeView) in small: from a
 * request to an answer. Cookies of session and CSRF are the middleware's business (middleware.ts).
 */
import { authenticate } from './authentication.js';
import { browserSessionCookie } from './cookies.js';
import type { FormError } from './layout.js';
import { cookiePage, counterPage, indexPage, loginPage, passwordPage } from './pages.js';
import { checkPassword, hashPassword } from './passwords.js';
import type { DemoRequest } from './request.js';
import {
  type DemoResponse,
  htmlResponse,
  jsonResponse,
  redirect,
  withCookie,
  withField,
} from './response.js';
import type { UserTable } from './users.js';

/** What views reach besides the request. */
export interface Site {
  readonly users: UserTable;
  readonly now: () => number;
  /** The value of the next new visitor's plain `id` cookie. */
  readonly nextVisitorId: () => string;
}

/** Answers a request. What it throws becomes a 500. */
export type View = (request: DemoRequest, site: Site) => DemoResponse | Promise<DemoResponse>;
/** The views of one path. */
export type Route = Readonly<Partial<Record<'GET' | 'POST', View>>>;

const MIN_PASSWORD_CHARACTERS = 8;

/** path -> view per method; HEAD is answered by GET's view. */
export const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/', { GET: index }],
  ['/cookie/', { GET: cookie }],
  ['/counter/', { GET: counter }],
  ['/me/', { GET: me }],
  ['/login/', { GET: loginForm, POST: login }],
  ['/logout/', { POST: logout }],
  ['/password/', { GET: passwordForm, POST: changePassword }],
]);

function index({ auth, csrf }: DemoRequest): DemoResponse {
  return htmlResponse(indexPage(auth.user, () => csrf.token()));
}

/** A cookie outside any session: what sessionspy must follow without a framework. */
function cookie({ cookies }: DemoRequest, site: Site): DemoResponse {
  const known = cookies.get('id');
  if (known !== undefined) return htmlResponse(cookiePage(known, false));
  const id = site.nextVisitorId();
  return withCookie(htmlResponse(cookiePage(id, true)), browserSessionCookie('id', id));
}

function counter({ session }: DemoRequest): DemoResponse {
  const before = session.get('count');
  const count = (typeof before === 'number' ? before : 0) + 1;
  session.set('count', count);
  return htmlResponse(counterPage(count));
}

function me({ auth: { user } }: DemoRequest): DemoResponse {
  if (user === undefined) return jsonResponse({ user: 'anonymous' });
  const { id, username, isStaff, isSuperuser } = user;
  return jsonResponse({ user: username, id, is_staff: isStaff, is_superuser: isSuperuser });
}

function loginForm(request: DemoRequest): DemoResponse {
  return showLogin(request, '', request.query.get('next') ?? '', undefined);
}

async function login(request: DemoRequest, site: Site): Promise<DemoResponse> {
  const { form } = request;
  const username = form.get('username') ?? '';
  const next = form.get('next') ?? '';
  const user = await authenticate(site.users, username, form.get('password') ?? '');
  if (user === undefined) {
    const error = 'Please enter a correct username and password.';
    return showLogin(request, username, next, error);
  }
  request.auth.login(user, site.now());
  return redirect(isLocalPath(next) ? next : '/');
}

function logout({ auth }: DemoRequest): DemoResponse {
  auth.logout();
  return redirect('/');
}

function passwordForm(request: DemoRequest): DemoResponse {
  return request.auth.user === undefined
    ? redirectToLogin(request)
    : showPassword(request, undefined);
}

async function changePassword(request: DemoRequest, site: Site): Promise<DemoResponse> {
  const { auth, form } = request;
  const { user } = auth;
  if (user === undefined) return redirectToLogin(request);
  const chosen = form.get('new_password1') ?? '';
  if (!(await checkPassword(form.get('old_password') ?? '', user.password))) {
    return showPassword(request, 'Your old password was entered incorrectly.');
  }
  if (chosen !== form.get('new_password2')) {
    return showPassword(request, 'The two new passwords are not the same.');
  }
  if (chosen.length < MIN_PASSWORD_CHARACTERS) {
    return showPassword(request, `A password needs ${MIN_PASSWORD_CHARACTERS} characters or more.`);
  }
  auth.passwordChanged(site.users.setPassword(user, await hashPassword(chosen)));
  return redirect('/');
}

function showLogin(
  request: DemoRequest,
  username: string,
  next: string,
  error: FormError,
): DemoResponse {
  return uncached(htmlResponse(loginPage(request.csrf.token(), username, next, error)));
}

function showPassword(request: DemoRequest, error: FormError): DemoResponse {
  return uncached(htmlResponse(passwordPage(request.csrf.token(), error)));
}

function redirectToLogin({ path }: DemoRequest): DemoResponse {
  return redirect(`/login/?next=${path}`);
}

/** `never_cache`: a form with a token must not come back from a cache. */
function uncached(response: DemoResponse): DemoResponse {
  const value = 'max-age=0, no-cache, no-store, must-revalidate, private';
  return withField(response, 'Cache-Control', value);
}

/** A path of this app; `//host` and `/\host` lead elsewhere, control characters nowhere. */
function isLocalPath(path: string): boolean {
  return /^\/(?![/\\])[!-~]*$/.test(path);
}
