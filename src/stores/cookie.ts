/** `--store cookie`: the session is in the cookie itself, so there is nothing to ask. */
import { SpyError } from '../errors.js';
import type { StoreDriver } from './driver.js';

export const cookieDriver: StoreDriver = {
  schemes: ['cookie'],
  open: (url) => {
    if (!/^cookie:?$/i.test(url)) {
      throw new SpyError('SPY_STORE_INVALID', 'The store cookie takes no path: write cookie.');
    }
    return { kind: 'cookie', label: 'cookie', close: () => Promise.resolve() };
  },
};
