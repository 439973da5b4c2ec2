/** Python: DATABASES, with what kind of database each entry's class is for. */

/**
 * The wrapper of a connection is made, which connects to nothing, and asked for its own settings and its
 * bases; where its driver is missing, the setting itself must do. Names of SQLite's files are made
 * absolute here, where the server would be.
 */
export const DATABASES = String.raw`
def vendor_of(wrapper):
    for base in type(wrapper).__mro__:
        found = re.match(r'django\.db\.backends\.(postgresql|mysql|sqlite|oracle)', base.__module__)
        if found:
            return found.group(1)
    return '%s' % (wrapper.vendor,)

def database(alias):
    vendor, config = None, settings.DATABASES[alias]
    try:
        from django.db import connections
        wrapper = connections[alias]
        vendor, config = vendor_of(wrapper), wrapper.settings_dict
    except Exception:
        pass
    engine = '%s' % (config.get('ENGINE') or '',)
    name = '%s' % (config.get('NAME') or '',)
    if name and (vendor == 'sqlite' or 'sqlite' in engine or 'spatialite' in engine):
        name = name if name == ':memory:' or name.startswith('file:') else os.path.abspath(name)
    return {'engine': engine, 'vendor': vendor, 'name': name, 'host': plain(config.get('HOST')),
            'port': plain(config.get('PORT')), 'user': plain(config.get('USER')),
            'password': secret(config['PASSWORD']) if config.get('PASSWORD') else None,
            'options': deep(config.get('OPTIONS') or {}), 'at': where('DATABASES')}

@part
def databases():
    found = {}
    for alias in settings.DATABASES:
        try:
            found[alias] = database(alias)
        except Exception as error:
            NOTES.append({'part': 'databases', 'error': failure(error)})
    return found

@part
def routers():
    return len(settings.DATABASE_ROUTERS)

def alias_for(model):
    from django.db import router
    return router.db_for_read(model)
`;
