/**
 * Globals that are plain data or that Django itself puts into sessions: loading them has no effect
 * beyond making the value. Any other name in a pickle is worth a warning, for it would be imported
 * and perhaps called with arguments of the writer's choice. Python 2 and 3 names both stand here.
 */

const BUILTIN_TYPES =
  'bool bytearray bytes complex dict float frozenset int list long object set slice str tuple unicode';

const PLAIN = [
  ...BUILTIN_TYPES.split(' ').flatMap((name) => [`__builtin__.${name}`, `builtins.${name}`]),
  '_codecs.encode',
  'collections.OrderedDict',
  'collections.defaultdict',
  'collections.deque',
  'copy_reg._reconstructor',
  'copyreg._reconstructor',
  'copy_reg.__newobj__',
  'copyreg.__newobj__',
  'datetime.date',
  'datetime.datetime',
  'datetime.time',
  'datetime.timedelta',
  'datetime.timezone',
  'dateutil.tz.tz.tzutc',
  'decimal.Decimal',
  'django.contrib.auth.models.User',
  'django.contrib.messages.storage.base.Message',
  'django.db.models.base.ModelState',
  'django.db.models.base.model_unpickle',
  'django.db.models.base.simple_class_factory',
  'django.http.QueryDict',
  'django.http.request.QueryDict',
  'django.utils.datastructures.MultiValueDict',
  'django.utils.functional._lazy_proxy_unpickle',
  'django.utils.safestring.SafeBytes',
  'django.utils.safestring.SafeString',
  'django.utils.safestring.SafeText',
  'django.utils.safestring.SafeUnicode',
  'django.utils.timezone.FixedOffset',
  'django.utils.timezone.UTC',
  'django.utils.translation.gettext',
  'django.utils.translation.ugettext',
  'django.utils.translation.ngettext',
  'django.utils.translation.ungettext',
  'http.HTTPStatus',
  'pytz.FixedOffset',
  'pytz._UTC',
  'pytz._p',
  'uuid.UUID',
  'zoneinfo.ZoneInfo',
  'zoneinfo.ZoneInfo._unpickle',
];

const PLAIN_GLOBALS: ReadonlySet<string> = new Set(PLAIN);

/** How many names are reported; one is warning enough. */
const MAX_REPORTED = 100;

/** The globals among these that loading the pickle would import and might call, in their order. */
export const unsafeGlobals = (names: Iterable<string>): readonly string[] =>
  [...names].filter((name) => !PLAIN_GLOBALS.has(name)).slice(0, MAX_REPORTED);
