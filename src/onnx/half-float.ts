/** The number that 16 bits of IEEE 754's half precision stand for. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const MAX_EXPONENT = 15;

/** The nearest of IEEE 754's half-precision numbers, ties to even, as its 16 bits. */
export function floatToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // Below 2^-14 steps stay 2^-24 wide.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const steps = roundToEven(size * 2 ** (10 - exponent));
  // 2048 steps are the first of the next exponent, and the sum below carries.
  const bits = exponent === -14 ? steps : ((exponent + 14) << 10) + steps;
  return sign + (exponent > MAX_EXPONENT ? 0x7c00 : Math.min(0x7c00, bits));
}

function roundToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
