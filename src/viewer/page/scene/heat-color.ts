/** From the grey of what nothing moves to red, sRGB, at their places in 0..1. */
const STOPS: readonly (readonly [place: number, color: number])[] = [
  [0, 0x8b8f98],
  [0.15, 0x5478b8],
  [0.35, 0x2aa2a8],
  [0.6, 0x8fcf5a],
  [0.8, 0xf3c13a],
  [1, 0xe5532f],
];

/** Linear colour of a weight in 0..1. */
export function heatColor(weight: number): readonly [number, number, number] {
  const after = Math.max(
    1,
    STOPS.findIndex(([place]) => place >= weight),
  );
  const [[from, a], [to, b]] = [STOPS[after - 1], STOPS[after]];
  const share = Math.min(1, Math.max(0, (weight - from) / (to - from)));
  const channel = (shift: number): number => {
    const [low, high] = [a, b].map((color) => ((color >> shift) & 0xff) / 255);
    return (low + share * (high - low)) ** 2.2;
  };
  return [channel(16), channel(8), channel(0)];
}
