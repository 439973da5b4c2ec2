/** The texts and forms of the demo's pages. Knows what is shown, not how it was found out. */
import { CSRF_FIELD } from './csrf.js';
import { html, type Html } from './html.js';
import { type Field, form, type FormError, hidden, page } from './layout.js';
import type { User } from './users.js';

/** Who you are. `csrfToken` is asked for only where there is a form, as the cookie comes with it. */
export function indexPage(user: User | undefined, csrfToken: () => string): Html {
  if (user === undefined) {
    return page('Who are you?', html`<p>You are not logged in. <a href="/login/">Log in</a></p>`);
  }
  return page(
    `Hello, ${user.username}`,
    html`<p>You are logged in as <b>${user.username}</b>.</p>
      <nav>
        <a href="/password/">Change the password</a>
        <form method="post" action="/logout/">
          ${hidden(CSRF_FIELD, csrfToken())}
          <button>Log out</button>
        </form>
      </nav>`,
  );
}

/** How often this session was here. */
export function counterPage(count: number): Html {
  const times = count === 1 ? 'once' : `${count} times`;
  return page(
    'Counter',
    html`<p>This session was here <b>${times}</b>. <a href="/counter/">Again</a></p>`,
  );
}

/** What the plain cookie holds, and who brought it. */
export function cookiePage(id: string, isNew: boolean): Html {
  const how = isNew ? 'You were given the cookie' : 'Your browser sent the cookie';
  return page(
    'A plain cookie',
    html`<p>${how} <code>id=${id}</code>. It has nothing to do with the session.</p>`,
  );
}

/** The login form; `next` is where it leads to. */
export function loginPage(
  csrfToken: string,
  username: string,
  next: string,
  error: FormError,
): Html {
  const fields: readonly Field[] = [
    {
      name: 'username',
      label: 'Username',
      type: 'text',
      value: username,
      autocomplete: 'username',
    },
    { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
  ];
  return page(
    'Log in',
    html`${form(fields, csrfToken, 'Log in', error, hidden('next', next))}
      <p class="hint">
        Users: ada, grace and linus. The password is the name and <code>-password</code>:
        <code>ada-password</code>.
      </p>`,
  );
}

/** The form for another password. */
export function passwordPage(csrfToken: string, error: FormError): Html {
  const fields: readonly Field[] = [
    {
      name: 'old_password',
      label: 'Old password',
      type: 'password',
      autocomplete: 'current-password',
    },
    {
      name: 'new_password1',
      label: 'New password',
      type: 'password',
      autocomplete: 'new-password',
    },
    {
      name: 'new_password2',
      label: 'New password again',
      type: 'password',
      autocomplete: 'new-password',
    },
  ];
  return page('Change the password', form(fields, csrfToken, 'Change it', error));
}

/** A page that says one thing: an error, a refusal. */
export function messagePage(title: string, message: string): Html {
  return page(title, html`<p>${message}</p>`);
}
