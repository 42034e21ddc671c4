/**
 * Digest (first 16 hex digits of a sha256) over the sources that decide verdicts. Stands in every manifest and reward;
 * two runs are comparable only where it is equal.
 */
export const graderVersion = '0a72799abc7fc034';
