/**
 * The one direction of imports, as a test. `layer(folder, allowed)` says which other folders of
 * src/ a folder may import; everything else there is forbidden. See docs/architecture.md.
 */
const PURE_NODE = '^(node:)?(crypto|zlib|buffer|url|util)$';

const layer = (folder, allowed, comment) => ({
  name: `${folder.replaceAll('/', '-')}-direction`,
  severity: 'error',
  comment,
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [`^src/${folder}/`, ...allowed.map((path) => `^src/${path}`)] },
});

const pure = (folder, pathNot = PURE_NODE) => ({
  name: `${folder.replaceAll('/', '-')}-is-pure`,
  severity: 'error',
  comment:
    'This folder does no I/O: move the I/O to proxy, stores, sinks, discovery, config/sources or cli.',
  from: { path: `^src/${folder}/`, pathNot: ['^src/tui/screen/', '^src/config/sources'] },
  to: { dependencyTypes: ['core'], pathNot },
});

const only = (name, packagePath, home) => ({
  name: `${name}-at-home`,
  severity: 'error',
  comment: `${name} is imported by ${home} alone, so that its quirks stay there.`,
  from: { pathNot: home },
  to: { path: packagePath },
});

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Name the shared idea and give it a file below both.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports this file: delete it.',
      from: {
        orphan: true,
        pathNot: [
          '^bin/',
          '^src/(index|plugin)\\.ts$',
          '^src/proxy/worker\\.ts$',
          '^src/cli/main\\.ts$',
          '^src/model/',
        ],
      },
      to: {},
    },
    layer('model', [], 'model holds types and tiny constructors; it imports nothing.'),
    layer('http', ['model/'], 'http is RFC 9110 helpers over model.'),
    layer('envelopes', ['model/'], 'envelopes know bytes and keys only.'),
    layer(
      'serializers',
      ['model/'],
      'serializers turn bytes into PayloadValue and know nothing else.',
    ),
    layer('journal', ['model/'], 'the journal stores what it is given.'),
    layer('capture', ['model/', 'http/'], 'capture folds ProxyEvents into Exchanges.'),
    layer('har', ['model/', 'http/'], 'har maps Exchanges to HAR entries.'),
    layer(
      'ndjson',
      ['model/', 'har/'],
      'ndjson maps events to lines, in the words of the HAR mapping.',
    ),
    layer('cookies', ['model/', 'http/'], 'cookies follows rfc6265bis.'),
    layer(
      'frameworks',
      ['model/', 'envelopes/', 'serializers/'],
      'an adapter is pure and knows no store.',
    ),
    layer('stores', ['model/', 'errors'], 'a store driver knows no framework.'),
    layer(
      'session',
      ['model/', 'frameworks/adapter', 'stores/driver'],
      'session sees frameworks and stores as interfaces.',
    ),
    layer(
      'proxy',
      ['model/', 'http/', 'capture/', 'source', 'errors'],
      'proxy does not know that cookies exist.',
    ),
    layer(
      'sinks',
      ['model/', 'har/', 'ndjson/', 'http/', 'errors'],
      'sinks know the journal events and how they are mapped.',
    ),
    layer(
      'recording',
      ['model/', 'http/', 'har/', 'source', 'errors'],
      'recording reads HAR files and tells of them as SourceEvents; it knows no session.',
    ),
    layer(
      'config',
      ['model/', 'frameworks/(adapter|registry)', 'stores/driver', 'errors'],
      'config only resolves values.',
    ),
    layer(
      'discovery',
      ['model/', 'frameworks/adapter', 'stores/driver', 'errors'],
      'discovery reads project folders.',
    ),
    layer(
      'demo',
      ['model/', 'envelopes/', 'stores/sqlite-engine'],
      'the demo app is an app: it does not look into the spy.',
    ),
    layer('filter', ['model/', 'http/'], 'a filter tests observations and knows no screen.'),
    layer(
      'expect',
      [
        'model/',
        'filter/',
        'session/bounded-map',
        'config/(nearest|option-values|parsed)',
        'errors',
      ],
      'expectations judge observations and know neither where those come from nor where reports go.',
    ),
    layer(
      'tui',
      ['model/', 'journal/', 'http/', 'filter/'],
      'the screen knows the journal, not where things come from.',
    ),
    {
      name: 'adapters-apart',
      severity: 'error',
      comment: 'Adapters never import one another: share an envelope or serializer instead.',
      from: { path: '^src/frameworks/(?!adapter|registry)([^/]+)\\.ts$' },
      to: {
        path: '^src/frameworks/',
        pathNot: ['^src/frameworks/(adapter|$1)\\.ts$', '^src/frameworks/$1/'],
      },
    },
    {
      name: 'stores-apart',
      severity: 'error',
      comment: 'Store drivers never import one another.',
      from: { path: '^src/stores/(?!registry)([a-z]+)' },
      to: { path: '^src/stores/', pathNot: '^src/stores/(driver|$1)' },
    },
    {
      name: 'spy-has-no-screen',
      severity: 'error',
      comment: 'The library never loads the terminal.',
      from: {
        path: '^src/(spy|spy-.*|redaction|recording|held-queries|storage-state|warm-up|index|plugin|pipeline|version)\\.ts$',
      },
      to: { path: '^src/(tui|cli)/' },
    },
    {
      name: 'screen-behind-tui',
      severity: 'error',
      comment: 'The pure TUI does not know its terminal driver.',
      from: { path: '^src/tui/', pathNot: '^src/tui/screen/' },
      to: { path: '^src/tui/screen/' },
    },
    only('http-proxy', 'node_modules/(@types/)?http-proxy/', '^src/proxy/'),
    only('blessed', 'node_modules/(@types/)?blessed/', '^src/tui/screen/'),
    only('tough-cookie', 'node_modules/tough-cookie/', '^src/cookies/'),
    only('yargs', 'node_modules/(@types/)?yargs/', '^src/cli/'),
    only('re2js', 'node_modules/re2js/', '^src/(filter/texts|har/redact-patterns)'),
    only('redis', 'node_modules/@redis/client/', '^src/stores/redis'),
    only('libsql', 'node_modules/libsql/', '^src/stores/sqlite-engine'),
    only('pg', 'node_modules/(@types/)?pg/', '^src/stores/postgres'),
    only('mysql2', 'node_modules/mysql2/', '^src/stores/mysql'),
    ...[
      'model',
      'http',
      'envelopes',
      'serializers',
      'capture',
      'har',
      'ndjson',
      'cookies',
      'frameworks',
      'session',
      'filter',
      'expect',
      'tui',
    ].map((folder) => pure(folder)),
    // v8 for its serializer, which packs old exchanges: bytes in memory, no I/O.
    pure('journal', '^(node:)?(crypto|zlib|buffer|url|util|v8)$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['types', 'import', 'default'] },
  },
};
