/**
 * What the demo's pages are made of: the frame around each of them, and forms with their CSRF token.
 * Knows no user and no text of a page; every value passes `html`.
 */
import { CSRF_FIELD } from './csrf.js';
import { html, Html } from './html.js';

const STYLE = new Html(`
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem; color: #222; background: #fafafa }
  nav a, nav form { display: inline-block; margin-right: 1rem }
  h1 { font-size: 1.6rem }
  label { display: block; margin: .6rem 0 .1rem }
  input { font: inherit; padding: .3rem; width: 100%; box-sizing: border-box }
  form button { margin: .8rem 0 }
  button { font: inherit; padding: .3rem .9rem; cursor: pointer }
  .error { color: #a00 }
  .hint { color: #666; font-size: .95rem }
`);

/** One input of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'password';
  readonly value?: string;
  readonly autocomplete: string;
}

/** What is said above a form that was sent in vain; undefined when it is shown for the first time. */
export type FormError = string | undefined;

/** A whole document. `title` is its heading too. */
export function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${body}
        <hr />
        <nav>
          <a href="/">Home</a>
          <a href="/counter/">Counter</a>
          <a href="/cookie/">Cookie</a>
          <a href="/me/">Me, as JSON</a>
        </nav>
      </body>
    </html> `;
}

/** A form that posts to the page's own address; `more` is put in after the token. */
export function form(
  fields: readonly Field[],
  csrfToken: string,
  submit: string,
  error: FormError,
  more = html``,
): Html {
  const message = error === undefined ? html`` : html`<p class="error">${error}</p>`;
  const inputs = new Html(fields.map((field) => input(field).text).join(''));
  return html`${message}
    <form method="post">
      ${hidden(CSRF_FIELD, csrfToken)} ${more} ${inputs}
      <button>${submit}</button>
    </form>`;
}

function input({ name, label, type, value = '', autocomplete }: Field): Html {
  return html`<label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      required
    />`;
}

/** An input nobody sees. */
export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}
