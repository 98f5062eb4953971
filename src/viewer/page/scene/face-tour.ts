import type { Motion } from './motion.ts';

/** ARKit weights at a moment, by name; those left out are 0. */
type Expression = Readonly<Record<string, number>>;

const both = (name: string, weight: number): Expression => ({ [`${name}Left`]: weight, [`${name}Right`]: weight });

/** What a face can do, for a single press of a button. */
export const EXPRESSIONS: Readonly<Record<string, Expression>> = {
  smile: { ...both('mouthSmile', 0.75), ...both('cheekSquint', 0.5), ...both('eyeSquint', 0.25) },
  surprise: { browInnerUp: 0.9, ...both('browOuterUp', 0.8), ...both('eyeWide', 0.7), jawOpen: 0.4 },
  frown: { ...both('browDown', 0.9), ...both('mouthFrown', 0.6), ...both('eyeSquint', 0.3) },
  blink: both('eyeBlink', 1),
  'open mouth': { jawOpen: 0.8 },
  pucker: { mouthPucker: 0.9 },
  sneer: { ...both('noseSneer', 0.9), ...both('mouthUpperUp', 0.4) },
  'look aside': { eyeLookOutLeft: 0.9, eyeLookInRight: 0.9 },
};

const REST: Expression = {};
const STEPS: readonly (readonly [seconds: number, expression: Expression])[] = [
  [0, REST],
  [0.5, REST],
  [0.65, EXPRESSIONS.blink],
  [0.85, REST],
  [1.2, REST],
  [1.9, EXPRESSIONS.smile],
  [3, EXPRESSIONS.smile],
  [3.6, REST],
  [4.2, EXPRESSIONS.surprise],
  [5, EXPRESSIONS.surprise],
  [5.6, REST],
  [6.1, EXPRESSIONS['look aside']],
  [6.8, EXPRESSIONS['look aside']],
  [7.2, { eyeLookInLeft: 0.9, eyeLookOutRight: 0.9 }],
  [7.9, { eyeLookInLeft: 0.9, eyeLookOutRight: 0.9 }],
  [8.3, REST],
  [8.9, EXPRESSIONS.pucker],
  [9.6, EXPRESSIONS.pucker],
  [10.1, EXPRESSIONS.frown],
  [10.9, EXPRESSIONS.frown],
  [11.5, REST],
  [12, REST],
];

/** A round of what ARKit's shapes can do. @param shapes that the head has @returns null where it has none of them */
export function faceTour(shapes: ReadonlyMap<string, number>): Motion | null {
  const names = [...new Set(STEPS.flatMap(([, expression]) => Object.keys(expression)))].filter((name) =>
    shapes.has(name),
  );
  if (names.length === 0) return null;
  return {
    name: 'round of the face',
    seconds: STEPS[STEPS.length - 1][0],
    stillAt: 2.4,
    apply(pose, seconds) {
      const after = Math.max(
        1,
        STEPS.findIndex(([at]) => at >= seconds),
      );
      const [[from, before], [to, next]] = [STEPS[after - 1], STEPS[after]];
      const x = Math.min(1, Math.max(0, (seconds - from) / (to - from)));
      const share = x * x * (3 - 2 * x);
      for (const name of names) pose.setShape(name, (1 - share) * (before[name] ?? 0) + share * (next[name] ?? 0));
    },
  };
}
