/** A step of a test as a page of a HAR log. */
import type { Page } from '../model/page.js';
import { isoDate } from './cookies.js';
import type { Redactor } from './redact.js';
import { redactUrl } from './redact-url.js';
import type { HarPage } from './types.js';

/** The page, its title without what the redactor knows as secret by now. */
export const harPage = ({ id, title, startedAt }: Page, redactor: Redactor): HarPage => ({
  startedDateTime: isoDate(startedAt),
  id,
  title: pageTitle(title, redactor),
  pageTimings: {},
});

/** Browsers have the page's address for its title. */
export const pageTitle = (title: string, redactor: Redactor): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(title) ? redactUrl(title, redactor) : redactor.sweep(title);
