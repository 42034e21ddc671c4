/**
 * The value within which, to both sides of 0, a variable of Student's t distribution stays with this probability: by bisection
 * of the finite series for whole degrees of freedom.
 * @param level within (0, 1)
 * @param degrees of freedom, a whole number from 1
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
export function studentBound(level: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** Probability of a value within √degrees · tan(angle) to both sides. @param angle from 0 to π/2 */
function shareWithin(angle: number, degrees: number): number {
  const isOdd = degrees % 2 === 1;
  const square = Math.cos(angle) ** 2;
  const terms = Math.floor(degrees / 2);
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = 0;
  for (let k = 1; k <= terms; k++) {
    sum += term;
    term *= square * (isOdd ? (2 * k) / (2 * k + 1) : (2 * k - 1) / (2 * k));
  }
  const series = Math.sin(angle) * sum;
  return isOdd ? (2 / Math.PI) * (angle + series) : series;
}
