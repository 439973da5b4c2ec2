/**
 * `sessionspy demo`'s web app: a small Django lookalike on 127.0.0.1. It keeps sessions and users in an
 * SQLite file as Django itself would, so that real Django reads it. It is an app like any other and
 * does not look into the spy.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSqlite, type SqliteDatabase } from '../stores/sqlite-engine.js';
import { type App, respond } from './middleware.js';
import type { DemoResponse } from './response.js';
import { addUsers, createTables, DEMO_USERS, type DemoUser } from './schema.js';
import { SessionTable } from './sessions.js';
import { UserTable } from './users.js';

export type { DemoUser } from './schema.js';

/** What an app needs to start. */
export interface DemoAppOptions {
  /** Created when it does not exist; sessions and users in it are kept. */
  readonly databasePath: string;
  /** Django's SECRET_KEY. */
  readonly secretKey: string;
}

/** A running app. */
export interface DemoApp {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** Who can log in. */
  readonly users: readonly DemoUser[];
  /** Ends all connections and closes the database; may be called again. */
  close(): Promise<void>;
}

const FIRST_VISITOR = 42;

/** Starts the app on a free port. Throws when the file cannot be opened or written. */
export async function startDemoApp(options: DemoAppOptions): Promise<DemoApp> {
  const database = await openSqlite(options.databasePath, { readOnly: false });
  try {
    createTables(database);
    await addUsers(database, Date.now());
    return await serve(database, options.secretKey);
  } catch (error) {
    await database.release();
    throw error;
  }
}

async function serve(database: SqliteDatabase, secretKey: string): Promise<DemoApp> {
  const app = buildApp(database, secretKey);
  const inProgress = new Set<Promise<void>>();
  const server = createServer((message, response) => {
    const work = respond(message, app).then((answer) => {
      send(response, answer);
    });
    inProgress.add(work);
    void work.finally(() => inProgress.delete(work));
  });
  const port = await listen(server);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) =>
      server.close(() => {
        resolve();
      }),
    );
    server.closeAllConnections();
    await closed;
    await Promise.all(inProgress);
    await database.release();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    users: DEMO_USERS,
    close: () => (closing ??= close()),
  };
}

function buildApp(database: SqliteDatabase, secretKey: string): App {
  let visitor = FIRST_VISITOR;
  return {
    users: new UserTable(database),
    sessions: new SessionTable(database, secretKey, Date.now),
    secretKey,
    now: Date.now,
    nextVisitorId: () => `some_value_${visitor++}`,
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      // A server that listens on a host and port has an AddressInfo (Node, net.Server.address).
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The fields of SecurityMiddleware and XFrameOptionsMiddleware are Django's defaults too. */
function send(response: ServerResponse, answer: DemoResponse): void {
  const cookies = answer.cookies.length > 0 ? { 'Set-Cookie': [...answer.cookies] } : {};
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType,
    'Content-Length': Buffer.byteLength(answer.body),
    ...answer.fields,
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    ...cookies,
  });
  response.end(answer.body);
}
