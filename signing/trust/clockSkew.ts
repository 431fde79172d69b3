/** Clocks of authorities and ours differ by this much at most; milliseconds. */
export const CLOCK_SKEW = 5 * 60_000;
