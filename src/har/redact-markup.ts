/**
 * Secrets in HTML and XML: the values of hidden inputs such as Django's csrfmiddlewaretoken, of meta
 * tags such as csrf-token, of elements named after a secret; then what redact-text finds in any text.
 * Tags are read with their quotes; nothing is parsed into a tree. Linear.
 */
import { htmlDecoded, htmlEncoded } from './encoded-text.js';
import type { Redactor } from './redact.js';
import { redactText } from './redact-text.js';
import { LINK_WORDS, redactUrlParts } from './redact-url-parts.js';
import type { NameKind } from '../model/secret-names.js';

/** Characters of one tag that are read. */
const MAX_TAG = 8192;

/** Markup with its secrets replaced. */
export function redactMarkup(text: string, redactor: Redactor): string {
  if (redactor.mode === 'off') return text;
  const rules = [redactTags, redactElements, redactLinks, redactQuoted, redactText];
  return rules.reduce((result, rule) => rule(result, redactor), text);
}

interface Attribute {
  readonly name: string;
  readonly value: string;
  /** Where the value stands, quotes excluded. */
  readonly start: number;
}

const CONTROL = /<(?:input|meta|button|option)\b/gi;

function redactTags(text: string, redactor: Redactor): string {
  let out = '';
  let done = 0;
  CONTROL.lastIndex = 0;
  for (let match = CONTROL.exec(text); match !== null; match = CONTROL.exec(text)) {
    const { attributes, end } = readAttributes(text, CONTROL.lastIndex);
    CONTROL.lastIndex = Math.max(end, CONTROL.lastIndex);
    const secret = secretAttribute(attributes, redactor);
    if (secret === undefined) continue;
    const { attribute, kind } = secret;
    const decoded = htmlDecoded(attribute.value);
    const replaced =
      kind === 'password' ? redactor.hidden(kind, decoded) : redactor.byName(kind, decoded);
    if (replaced === decoded) continue;
    out += text.slice(done, attribute.start) + replaced;
    done = attribute.start + attribute.value.length;
  }
  return done === 0 ? text : out + text.slice(done);
}

function secretAttribute(
  attributes: readonly Attribute[],
  redactor: Redactor,
): { readonly attribute: Attribute; readonly kind: NameKind } | undefined {
  const valueOf = (name: string): string =>
    attributes.find((attribute) => attribute.name === name)?.value ?? '';
  const attribute = attributes.find(({ name }) => name === 'value' || name === 'content');
  if (attribute === undefined || attribute.value === '') return undefined;
  const kind = isPasswordInput(valueOf('type'))
    ? 'password'
    : redactor.kindOf(valueOf('name') || valueOf('property') || valueOf('id'));
  return kind === 'plain' ? undefined : { attribute, kind };
}

const isPasswordInput = (type: string): boolean => type.toLowerCase() === 'password';

const ATTRIBUTE = /[\s/]*([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?/y;

/** The attributes of a tag from `from` on, and where reading stopped. Cut tags are read as far as they go. */
function readAttributes(
  text: string,
  from: number,
): { readonly attributes: readonly Attribute[]; readonly end: number } {
  const tag = text.slice(from, from + MAX_TAG);
  const attributes: Attribute[] = [];
  ATTRIBUTE.lastIndex = 0;
  let end = 0;
  for (let match = ATTRIBUTE.exec(tag); match !== null; match = ATTRIBUTE.exec(tag)) {
    end = ATTRIBUTE.lastIndex;
    const [whole, name = '', double, single, bare] = match;
    const value = double ?? single ?? bare;
    if (value === undefined) continue;
    const quote = bare === undefined ? 1 : 0;
    attributes.push({
      name: name.toLowerCase(),
      value,
      start: from + match.index + whole.length - value.length - quote,
    });
  }
  return { attributes, end: from + end };
}

/** `<Password>hunter2</Password>`, also as CDATA; the name's prefix does not matter. */
const ELEMENT =
  /<([\w:.-]{1,64})(\s[^<>]{0,1024})?>(\s{0,64}<!\[CDATA\[)?([^<]{1,4096}?)(\]\]>\s{0,64})?<\//g;

const redactElements = (text: string, redactor: Redactor): string =>
  text.replace(
    ELEMENT,
    (whole, tag: string, attributes = '', open = '', value: string, close = '') => {
      // A text area is named by its attribute, an XML element by itself.
      const named = /\sname=["']?([\w.[\]-]{1,64})/i.exec(String(attributes))?.[1];
      const kind = redactor.kindOf(named ?? tag.slice(tag.indexOf(':') + 1));
      if (kind === 'plain' || value.trim() === '') return whole;
      const decoded = open === '' ? htmlDecoded(value) : value;
      const replaced = redactor.byName(kind, decoded);
      if (replaced === decoded) return whole;
      return `<${tag}${String(attributes)}>${String(open)}${replaced}${String(close)}</`;
    },
  );

/** What links and forms lead to, where it looks like a link that resets, confirms or invites. */
const LINK = /\b(href|src|action|formaction)=("[^"<>]{8,2048}"|'[^'<>]{8,2048}')/gi;

const redactLinks = (text: string, redactor: Redactor): string =>
  text.replace(LINK, (whole, name: string, quoted: string) => {
    if (!LINK_WORDS.test(quoted)) return whole;
    const url = htmlDecoded(quoted.slice(1, -1));
    const replaced = redactUrlParts(url, redactor, (value) => value);
    return replaced === url ? whole : `${name}="${htmlEncoded(replaced)}"`;
  });

/** JSON in an attribute: `data-props="{&quot;token&quot;:&quot;...&quot;}"`. */
const QUOTED = /=("[^"<>]{0,65536}&(?:quot|#34|#x22);[^"<>]*")/gi;

const redactQuoted = (text: string, redactor: Redactor): string =>
  text.includes('&')
    ? text.replace(QUOTED, (whole, quoted: string) => {
        const decoded = htmlDecoded(quoted.slice(1, -1));
        const replaced = redactText(decoded, redactor);
        return replaced === decoded ? whole : `="${htmlEncoded(replaced)}"`;
      })
    : text;
