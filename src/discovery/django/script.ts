/**
 * The Python that a Django project runs once to tell its settings: Django 1.3 to 6, Python 2.7 to 3.
 * It goes through the project's own manage.py, with Django's command line switched off, so that paths,
 * dotenv files and the settings module are those of `manage.py runserver`. It opens no connection, and
 * every item is asked for by itself. Keep to what both Pythons understand: no f-strings, no `nonlocal`.
 */
import { CACHES } from './script/caches.js';
import { DATABASES } from './script/databases.js';
import { SESSIONS } from './script/sessions.js';
import { FINISH, START } from './script/start.js';
import { USERS } from './script/users.js';
import { VALUES } from './script/values.js';

/** Takes the marker as its only argument; the current folder is the project's. */
export const DJANGO_SCRIPT = [START, VALUES, DATABASES, SESSIONS, CACHES, USERS, FINISH].join('');
