/**
 * An independent reader of HAR 1.2: what the format's text demands and importers enforce (Chrome, Firefox,
 * har-validator, k6, JMeter), written from the specification and not from our own types.
 * http://www.softwareishard.com/blog/har-12-spec/
 */

type Fields = Readonly<Record<string, unknown>>;

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Everything that is wrong with a HAR document, each with the path to it; empty when it is valid. */
export function harProblems(document: unknown): string[] {
  const reader = new HarReader();
  reader.document(document);
  return reader.problems;
}

class HarReader {
  readonly problems: string[] = [];
  private readonly pageIds = new Set<unknown>();

  document(value: unknown): void {
    const log = this.object('log', this.object('', value)?.['log']);
    if (log === undefined) return;
    this.demand(log['version'] === '1.2', 'log.version is not 1.2');
    const creator = this.object('log.creator', log['creator']);
    this.text('log.creator.name', creator?.['name']);
    this.text('log.creator.version', creator?.['version']);
    // Optional by the format; Firefox refuses a log without it.
    for (const [index, page] of this.list('log.pages', log['pages']).entries()) {
      this.page(`pages[${index}]`, page);
    }
    this.knownFields('log', log, 'version creator browser pages entries comment');
    for (const [index, entry] of this.list('log.entries', log['entries']).entries()) {
      this.entry(`entries[${index}]`, entry);
    }
  }

  private page(at: string, value: unknown): void {
    const page = this.object(at, value);
    if (page === undefined) return;
    this.date(`${at}.startedDateTime`, page['startedDateTime']);
    this.text(`${at}.id`, page['id']);
    this.demand(!this.pageIds.has(page['id']), `${at}.id is that of another page`);
    this.pageIds.add(page['id']);
    this.string(`${at}.title`, page['title']);
    const timings = this.object(`${at}.pageTimings`, page['pageTimings']);
    for (const name of ['onContentLoad', 'onLoad']) {
      if (timings !== undefined && name in timings) {
        this.atLeast(`${at}.pageTimings.${name}`, timings[name], -1);
      }
    }
    this.knownFields(`${at}.pageTimings`, timings ?? {}, 'onContentLoad onLoad comment');
    this.knownFields(at, page, 'startedDateTime id title pageTimings comment');
  }

  private entry(at: string, value: unknown): void {
    const entry = this.object(at, value);
    if (entry === undefined) return;
    if ('pageref' in entry) {
      this.demand(this.pageIds.has(entry['pageref']), `${at}.pageref names no page`);
    }
    this.date(`${at}.startedDateTime`, entry['startedDateTime']);
    this.atLeast(`${at}.time`, entry['time'], 0);
    this.request(`${at}.request`, entry['request']);
    this.response(`${at}.response`, entry['response']);
    this.object(`${at}.cache`, entry['cache']);
    this.timings(`${at}.timings`, entry['timings'], entry['time']);
    if ('serverIPAddress' in entry) this.address(`${at}.serverIPAddress`, entry['serverIPAddress']);
    if ('connection' in entry) this.text(`${at}.connection`, entry['connection']);
    if ('_webSocketMessages' in entry) {
      const type = entry['_resourceType'];
      this.demand(type === 'websocket', `${at} has messages and is no websocket`);
      this.webSocketMessages(`${at}._webSocketMessages`, entry['_webSocketMessages']);
    }
    const names =
      'pageref startedDateTime time request response cache timings serverIPAddress connection comment';
    this.knownFields(at, entry, names);
  }

  /** As Chrome's HAR exporter writes them: text as it is, binary as base64, seconds with a fraction. */
  private webSocketMessages(at: string, value: unknown): void {
    for (const [index, item] of this.list(at, value).entries()) {
      const message = this.object(`${at}[${index}]`, item);
      if (message === undefined) continue;
      const { type, opcode, data, time } = message;
      this.demand(type === 'send' || type === 'receive', `${at}[${index}].type is unknown`);
      this.demand(opcode === 1 || opcode === 2, `${at}[${index}].opcode is neither 1 nor 2`);
      this.atLeast(`${at}[${index}].time`, time, 0);
      this.demand(Number(time) < 1e11, `${at}[${index}].time is not in seconds`);
      this.string(`${at}[${index}].data`, data);
      this.demand(
        opcode === 1 || /^[A-Za-z0-9+/]*={0,2}$/.test(String(data)),
        `${at}[${index}].data is not base64`,
      );
      this.knownFields(`${at}[${index}]`, message, 'type time opcode data');
    }
  }

  private request(at: string, value: unknown): void {
    const request = this.object(at, value);
    if (request === undefined) return;
    this.text(`${at}.method`, request['method']);
    this.url(`${at}.url`, request['url']);
    this.message(at, request);
    this.nameValues(`${at}.queryString`, request['queryString']);
    if ('postData' in request) this.postData(`${at}.postData`, request['postData']);
    const names =
      'method url httpVersion cookies headers queryString postData headersSize bodySize comment';
    this.knownFields(at, request, names);
  }

  private response(at: string, value: unknown): void {
    const response = this.object(at, value);
    if (response === undefined) return;
    this.integer(`${at}.status`, response['status'], 0);
    this.string(`${at}.statusText`, response['statusText']);
    this.message(at, response);
    this.string(`${at}.redirectURL`, response['redirectURL']);
    this.content(`${at}.content`, response['content'], response['bodySize']);
    const names =
      'status statusText httpVersion cookies headers content redirectURL headersSize bodySize comment';
    this.knownFields(at, response, names);
  }

  private message(at: string, message: Fields): void {
    this.text(`${at}.httpVersion`, message['httpVersion']);
    this.nameValues(`${at}.headers`, message['headers']);
    this.integer(`${at}.headersSize`, message['headersSize'], -1);
    this.integer(`${at}.bodySize`, message['bodySize'], -1);
    for (const [index, item] of this.list(`${at}.cookies`, message['cookies']).entries()) {
      this.cookie(`${at}.cookies[${index}]`, item);
    }
  }

  private cookie(at: string, value: unknown): void {
    const cookie = this.object(at, value);
    if (cookie === undefined) return;
    this.string(`${at}.name`, cookie['name']);
    this.string(`${at}.value`, cookie['value']);
    // JMeter's importer fails on an empty text, har-validator on "Session".
    if ('expires' in cookie) this.date(`${at}.expires`, cookie['expires']);
    for (const name of ['path', 'domain'])
      if (name in cookie) this.string(`${at}.${name}`, cookie[name]);
    for (const name of ['httpOnly', 'secure']) {
      if (name in cookie)
        this.demand(typeof cookie[name] === 'boolean', `${at}.${name} is no boolean`);
    }
    this.knownFields(at, cookie, 'name value path domain expires httpOnly secure sameSite comment');
  }

  private postData(at: string, value: unknown): void {
    const data = this.object(at, value);
    if (data === undefined) return;
    this.string(`${at}.mimeType`, data['mimeType']);
    if ('text' in data) this.string(`${at}.text`, data['text']);
    for (const [index, item] of this.list(`${at}.params`, data['params']).entries()) {
      const param = this.object(`${at}.params[${index}]`, item);
      this.string(`${at}.params[${index}].name`, param?.['name']);
      if (param !== undefined && 'value' in param) {
        this.string(`${at}.params[${index}].value`, param['value']);
      }
    }
    this.knownFields(at, data, 'mimeType params text comment');
  }

  private content(at: string, value: unknown, bodySize: unknown): void {
    const content = this.object(at, value);
    if (content === undefined) return;
    this.integer(`${at}.size`, content['size'], 0);
    this.text(`${at}.mimeType`, content['mimeType']);
    if ('text' in content) this.string(`${at}.text`, content['text']);
    if ('encoding' in content) {
      this.demand(content['encoding'] === 'base64', `${at}.encoding is not base64`);
      this.demand(
        typeof content['text'] === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(content['text']),
        `${at}.text is not base64`,
      );
    }
    if ('compression' in content) {
      const saved = Number(content['size']) - Number(bodySize);
      this.demand(content['compression'] === saved, `${at}.compression is not size - bodySize`);
    }
    this.knownFields(at, content, 'size compression mimeType text encoding comment');
  }

  private timings(at: string, value: unknown, time: unknown): void {
    const timings = this.object(at, value);
    if (timings === undefined) return;
    for (const name of ['send', 'wait', 'receive']) this.atLeast(`${at}.${name}`, timings[name], 0);
    for (const name of ['blocked', 'dns', 'connect', 'ssl']) {
      if (!(name in timings)) continue;
      this.demand(timings[name] === -1 || Number(timings[name]) >= 0, `${at}.${name} is below 0`);
      this.number(`${at}.${name}`, timings[name]);
    }
    const ssl = Number(timings['ssl'] ?? -1);
    this.demand(ssl === -1 || ssl <= Number(timings['connect']), `${at}.ssl is more than connect`);
    const phases = ['blocked', 'dns', 'connect', 'send', 'wait', 'receive'];
    const sum = phases.reduce((total, name) => total + Math.max(0, Number(timings[name] ?? 0)), 0);
    this.demand(Math.abs(sum - Number(time)) < 0.01, `${at}: time is not the sum without ssl`);
    this.knownFields(at, timings, `${phases.join(' ')} ssl comment`);
  }

  private nameValues(at: string, value: unknown): void {
    for (const [index, item] of this.list(at, value).entries()) {
      const pair = this.object(`${at}[${index}]`, item);
      this.string(`${at}[${index}].name`, pair?.['name']);
      this.string(`${at}[${index}].value`, pair?.['value']);
    }
  }

  private url(at: string, value: unknown): void {
    this.demand(typeof value === 'string' && URL.canParse(value), `${at} is no absolute URL`);
    this.demand(/^[\x21-\x7e]*$/.test(String(value)), `${at} holds characters no URI may hold`);
  }

  private address(at: string, value: unknown): void {
    this.text(at, value);
    this.demand(!/[[\]]/.test(String(value)), `${at} has brackets`);
  }

  private date(at: string, value: unknown): void {
    this.demand(typeof value === 'string' && ISO_DATE.test(value), `${at} is no ISO 8601 date`);
    this.demand(!Number.isNaN(Date.parse(String(value))), `${at} is no date`);
  }

  private atLeast(at: string, value: unknown, least: number): void {
    this.number(at, value);
    this.demand(Number(value) >= least, `${at} is below ${least}`);
  }

  private number(at: string, value: unknown): void {
    this.demand(typeof value === 'number' && Number.isFinite(value), `${at} is no number`);
  }

  private integer(at: string, value: unknown, least: number): void {
    this.demand(
      Number.isInteger(value) && Number(value) >= least,
      `${at} is no integer >= ${least}`,
    );
  }

  private text(at: string, value: unknown): void {
    this.demand(typeof value === 'string' && value !== '', `${at} is no text`);
  }

  private string(at: string, value: unknown): void {
    this.demand(typeof value === 'string', `${at} is no string`);
  }

  private list(at: string, value: unknown): readonly unknown[] {
    this.demand(Array.isArray(value), `${at} is no array`);
    return Array.isArray(value) ? value : [];
  }

  private object(at: string, value: unknown): Fields | undefined {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.demand(isObject, `${at} is no object`);
    return isObject ? { ...value } : undefined;
  }

  /** Section "Custom fields": whatever the format does not name begins with an underscore. */
  private knownFields(at: string, object: Fields, names: string): void {
    const known = new Set(names.split(' '));
    for (const name of Object.keys(object)) {
      this.demand(known.has(name) || name.startsWith('_'), `${at}.${name} is no field of HAR 1.2`);
    }
  }

  private demand(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }
}
