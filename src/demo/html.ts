/** HTML from a template literal; every value in it is escaped unless it is HTML already. */

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

/** The tag: html`<b>${name}</b>` escapes the name. */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | string)[]): Html {
  const text = parts.map((part, i) => {
    const value = values[i] ?? '';
    return part + (value instanceof Html ? value.text : escapeHtml(value));
  });
  return new Html(text.join(''));
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
