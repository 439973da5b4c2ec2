/** The fields that need the whole exchange: header fields, cookies, content, the session's state. */
import { contentCodings, decodeContent } from '../http/content-coding.js';
import { fieldValue, fieldValues } from '../http/fields.js';
import type { Exchange } from '../model/exchange.js';
import type { Content, HeaderSection } from '../model/message.js';
import { cookieNameOf } from '../model/cookie.js';
import type { Observation } from '../model/observation.js';
import type { WebSocketMessage } from '../model/web-socket.js';
import type { Field } from './field.js';
import type { Filterable } from './filter.js';
import { byText, byWord } from './make.js';
import { SUMMARY_STATES } from './summary-fields.js';
import { beginning, containing, like, MAX_LOOKED_AT } from './texts.js';

const linesOf = ({ request, response }: Exchange): HeaderSection => [
  ...request.headers,
  ...(response?.headers ?? []),
];

const headerTexts = (row: Filterable): readonly string[] => {
  const exchange = row.whole()?.exchange;
  return exchange === undefined
    ? []
    : linesOf(exchange).map(([name, value]) => `${name}: ${value}`);
};

/** Of cookies that were sent, set or changed. */
function cookieNames({ cookies }: Observation): readonly string[] {
  return [...cookies.sent, ...cookies.set]
    .map(({ name }) => name)
    .concat(cookies.changes.map(cookieNameOf));
}

function contentText(message: { headers: HeaderSection; content: Content } | undefined) {
  if (message === undefined || message.content.bytes.length === 0) return undefined;
  const decoded = decodeContent(
    message.content.bytes,
    contentCodings(message.headers, message.content),
    {
      maxBytes: MAX_LOOKED_AT,
      inputTruncated: message.content.truncated,
    },
  );
  if (decoded.kind === 'not-decodable') return undefined;
  return Buffer.from(decoded.bytes).toString('utf8');
}

const contents = (row: Filterable): readonly (string | undefined)[] => {
  const exchange = row.whole()?.exchange;
  return [
    contentText(exchange?.request),
    contentText(exchange?.response),
    ...(exchange?.webSocket?.messages.map(messageText) ?? []),
  ];
};

const messageText = ({ kind, content }: WebSocketMessage): string | undefined =>
  kind === 'text'
    ? Buffer.from(content.bytes.subarray(0, MAX_LOOKED_AT)).toString('utf8')
    : undefined;

const hostOf = (row: Filterable): readonly (string | undefined)[] => {
  const headers = row.whole()?.exchange.request.headers ?? [];
  const host = fieldValue(headers, 'host');
  return [host, host?.replace(/:\d+$/, '')];
};

const ofSession = (test: (side: NonNullable<Observation['session']>) => boolean) => {
  return (row: Filterable): boolean => {
    const session = row.whole()?.session;
    return session !== undefined && test(session);
  };
};

const STATES: Readonly<Record<string, (row: Filterable) => boolean>> = {
  ...SUMMARY_STATES,
  unverified: ofSession(({ actor }) => actor.kind === 'authenticated' && !actor.verified),
  staff: ofSession(({ actor }) => actor.kind === 'authenticated' && actor.isStaff === true),
  superuser: ofSession(({ actor }) => actor.kind === 'authenticated' && actor.isSuperuser === true),
  concurrent: ofSession(({ concurrent }) => concurrent),
};

export const WHOLE_FIELDS: readonly Field[] = [
  {
    name: 'is',
    synonyms: [],
    help: 'a state of the exchange or of its user',
    example: 'is:error',
    values: Object.keys(STATES),
    cost: 1,
    make: byWord(STATES),
  },
  {
    name: 'state',
    synonyms: [],
    help: 'how the session stood, before or after: live, missing, expired, bad-signature, unreadable',
    example: 'state:expired',
    values: ['live', 'missing', 'expired', 'bad-signature', 'unreadable'],
    cost: 1,
    make: byText((row) => {
      const session = row.whole()?.session;
      return [session?.before?.state, session?.after?.state];
    }, like),
  },
  {
    name: 'header',
    synonyms: ['field'],
    help: 'anywhere in a header field line, as name: value',
    example: 'header:"content-type: json"',
    cost: 1,
    make: byText(headerTexts, (wanted) => headerTest(wanted)),
  },
  {
    name: 'cookie',
    synonyms: [],
    help: 'the name of a cookie that was sent, set or changed',
    example: 'cookie:sessionid',
    cost: 1,
    make: byText((row) => {
      const observation = row.whole();
      return observation === undefined ? [] : cookieNames(observation);
    }, like),
  },
  {
    name: 'set-cookie',
    synonyms: [],
    help: 'the name of a cookie that was set',
    example: 'set-cookie:csrftoken',
    cost: 1,
    make: byText((row) => row.whole()?.cookies.set.map(({ name }) => name) ?? [], like),
  },
  {
    name: 'type',
    synonyms: [],
    help: 'anywhere in the response’s content type',
    example: 'type:json',
    cost: 1,
    make: byText(
      (row) => fieldValues(row.whole()?.exchange.response?.headers ?? [], 'content-type'),
      containing,
    ),
  },
  {
    name: 'host',
    synonyms: ['domain'],
    help: 'the Host field, with or without its port',
    example: 'host:localhost',
    cost: 1,
    make: byText(hostOf, beginning),
  },
  {
    name: 'problem',
    synonyms: [],
    help: 'the code of anything that could not be read or is worth a warning',
    example: 'problem:store-locked',
    cost: 1,
    make: byText((row) => {
      const observation = row.whole();
      const session = observation?.session;
      const all = [
        ...(observation?.problems ?? []),
        ...(session?.before?.problems ?? []),
        ...(session?.after?.problems ?? []),
      ];
      return [...all.map(({ code }) => code), row.summary.because];
    }, like),
  },
  {
    name: 'body',
    synonyms: ['content'],
    help: 'anywhere in the content of request, response or WebSocket message, decoded; its first 64 KiB',
    example: 'body:csrfmiddlewaretoken',
    cost: 2,
    make: byText(contents, containing),
  },
];

/** `origin` alone: the field is there; `origin: null`: so it stands in the line. */
const headerTest = (wanted: string) =>
  /^[\w-]+$/.test(wanted) ? beginning(`${wanted}:`) : containing(wanted);
