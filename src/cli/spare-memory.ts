/**
 * How the garbage collector is set for the command line. V8 lets a small heap grow fourfold before
 * it cleans up; here each exchange is garbage soon after it was packed, and 50 MB would be its share.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * To be called before anything runs. The heap may grow by this much between two full collections; V8
 * looks the number up at each, so that it may be set at any time. Measured at 500 requests a second:
 * 100 MB less, for a twentieth more of processor time.
 */
const GROWING_PERCENT = 30;

/** The process is ours: the library leaves it as it is. */
export function spareMemory(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
