/** What Redis refuses, by the first word of its error, as reasons that a user can act on. */
import { StoreError } from './driver.js';
import { networkFailure, type ServerPlace } from './driver-network-failure.js';
import { TLS_ADVICE } from './driver-tls.js';
import { RedisError, UnreadableAnswer } from './redis-connection.js';
import { REDIS_FORM, type RedisPlace } from './redis-url.js';

/** Whatever a look-up threw or Redis answered as a StoreError. */
export function redisFailure(error: unknown, place: RedisPlace): StoreError {
  if (error instanceof RedisError) return refusal(error, place.shown);
  if (error instanceof UnreadableAnswer) return notRedis(place.shown, error);
  return networkFailure(error, serverPlace(place));
}

/** Whether the server lets us do other things, only not this. */
export const isNotPermitted = (reply: unknown): boolean =>
  reply instanceof RedisError && reply.message.startsWith('NOPERM');

const serverPlace = ({ target, tls, shown }: RedisPlace): ServerPlace => ({
  server: 'Redis',
  address: 'path' in target ? target.path : shown.replace(/\/\d+$/, ''),
  localUrl: REDIS_FORM,
  tlsParameters: TLS_ADVICE,
  isOverTls: tls !== undefined,
});

/** `shown` names server and database. */
function refusal(error: RedisError, shown: string): StoreError {
  const text = error.message;
  const rule = REFUSALS.find(({ pattern }) => pattern.test(text));
  if (rule === undefined) {
    return new StoreError(
      'store-unreachable',
      `Redis at ${shown} answered an error: ${firstWords(text)}.`,
      'See what its documentation says about this error.',
      { cause: error },
    );
  }
  const [message, remedy] = [rule.message(shown, text), rule.remedy];
  return new StoreError(rule.code, message, remedy, { cause: error });
}

interface Refusal {
  readonly pattern: RegExp;
  readonly code: StoreError['code'];
  readonly message: (shown: string, text: string) => string;
  readonly remedy: string;
}

const GIVE_LOGIN =
  'Give its password, and the user where there is one: --store redis://USER:PASSWORD@HOST:PORT/DB, or REDISCLI_AUTH in the environment.';

const REFUSALS: readonly Refusal[] = [
  {
    pattern: /^WRONGTYPE/,
    code: 'store-unsuitable',
    message: (shown) => `What stands under the key of the session in ${shown} is no string.`,
    remedy: "Name the database of the app's sessions, and the engine that it keeps them with.",
  },
  {
    pattern: /^NOAUTH/,
    code: 'store-refused',
    message: (shown) => `Redis at ${shown} wants a password.`,
    remedy: GIVE_LOGIN,
  },
  {
    pattern: /^WRONGPASS|^ERR invalid password|^ERR wrong number of arguments for 'auth'/i,
    code: 'store-refused',
    message: (shown) => `Redis at ${shown} does not accept the user or password.`,
    remedy: GIVE_LOGIN,
  },
  {
    pattern: /^NOPERM/,
    code: 'store-refused',
    message: (shown) => `The user may not read sessions in Redis at ${shown}.`,
    remedy: 'Let the user read them: ACL SETUSER NAME ~* +get +getrange +pttl +select.',
  },
  {
    pattern: /^LOADING/,
    code: 'store-unreachable',
    message: (shown) => `Redis at ${shown} is still loading its data.`,
    remedy: 'Wait until it has.',
  },
  {
    pattern: /^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN|TRYAGAIN)|SELECT is not allowed in cluster mode/,
    code: 'store-unsuitable',
    message: (shown, text) =>
      `Redis at ${shown} is one node of a cluster${otherNode(text)}, which does not have this session.`,
    remedy: 'Give each master node of the cluster with a --store of its own, with database 0.',
  },
  {
    pattern: /^ERR unknown command/i,
    code: 'store-unsuitable',
    message: (shown) => `What answers at ${shown} knows no values: it may be a Sentinel.`,
    remedy:
      'Give the address of the master; a Sentinel tells it: SENTINEL get-master-addr-by-name NAME.',
  },
  {
    pattern: /DB index is out of range|invalid DB index/,
    code: 'store-missing',
    message: (shown) => `There is no such database as ${shown}.`,
    remedy: "Give the number of the app's database at the end of the URL.",
  },
  {
    pattern: /max number of clients/,
    code: 'store-refused',
    message: (shown) => `Redis at ${shown} has as many clients as it takes.`,
    remedy: 'Let some of them go, or raise its maxclients.',
  },
  {
    pattern: /^DENIED/,
    code: 'store-refused',
    message: (shown) => `Redis at ${shown} is in protected mode and lets only its own machine ask.`,
    remedy: 'Give it a password, or run sessionspy where it runs.',
  },
  {
    pattern: /^(MASTERDOWN|BUSY)/,
    code: 'store-unreachable',
    message: (shown) => `Redis at ${shown} cannot answer at the moment.`,
    remedy: 'Wait until its script has ended, or its master is back.',
  },
];

/** The address in `MOVED 3999 10.0.0.2:6381`. */
function otherNode(text: string): string {
  const node = /^(?:MOVED|ASK) \d+ ([\w.:[\]-]{1,80})$/.exec(text)?.[1];
  return node === undefined ? '' : ` beside ${node}`;
}

/** Errors of an unknown kind are shown, cut and without anything but plain words. */
const firstWords = (text: string): string => text.slice(0, 120).replace(/[^\w .,:;'"()/-]/g, '?');

const notRedis = (shown: string, cause: unknown): StoreError =>
  new StoreError(
    'store-unsuitable',
    `What answers at ${shown} does not speak as Redis does.`,
    'Check the port, and write rediss:// where the server wants TLS.',
    { cause },
  );
