/**
 * Secrets in HTML and XML: the values of hidden inputs such as Django's csrfmiddlewaretoken, of meta
 * tags such as csrf-token, of elements named after a secret; then what redact-text finds in any text.
 * Tags are read with their quotes; nothing is parsed into a tree. Linear.
 */
import { REMOVED, type Redactor } from './redact.js';
import { redactText } from './redact-text.js';
import { nameKind, type NameKind } from '../model/secret-names.js';

/** Characters of one tag that are read. */
const MAX_TAG = 8192;

/** Markup with its secrets replaced. */
export function redactMarkup(text: string, redactor: Redactor): string {
  if (redactor.mode === 'off') return text;
  return redactText(redactElements(redactTags(text, redactor), redactor), redactor);
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
    const secret = secretAttribute(attributes);
    if (secret === undefined) continue;
    const { attribute, kind } = secret;
    const replaced = kind === 'password' ? REMOVED : redactor.byName(kind, attribute.value);
    out += text.slice(done, attribute.start) + replaced;
    done = attribute.start + attribute.value.length;
  }
  return done === 0 ? text : out + text.slice(done);
}

function secretAttribute(
  attributes: readonly Attribute[],
): { readonly attribute: Attribute; readonly kind: NameKind } | undefined {
  const valueOf = (name: string): string =>
    attributes.find((attribute) => attribute.name === name)?.value ?? '';
  const attribute = attributes.find(({ name }) => name === 'value' || name === 'content');
  if (attribute === undefined || attribute.value === '') return undefined;
  const kind = isPasswordInput(valueOf('type'))
    ? 'password'
    : nameKind(valueOf('name') || valueOf('id'));
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

/** `<Password>hunter2</Password>`; the name's prefix does not matter. */
const ELEMENT = /<([\w:.-]{1,64})(?:\s[^<>]{0,1024})?>([^<]{1,4096})<\//g;

const redactElements = (text: string, redactor: Redactor): string =>
  text.replace(ELEMENT, (whole, name: string, value: string) => {
    const kind = nameKind(name.slice(name.indexOf(':') + 1));
    if (kind === 'plain' || value.trim() === '') return whole;
    const replaced = kind === 'password' ? REMOVED : redactor.byName(kind, value);
    return `${whole.slice(0, -value.length - 2)}${replaced}</`;
  });
