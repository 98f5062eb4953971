import type { DecaCodes } from './codes.ts';

/** An expression that the animation passes through. */
export interface KeyPose {
  readonly name: string;
  readonly expression: Float64Array;
  readonly jawPose: Float64Array;
}

/** One frame: a turn of the head and a mixture of two key poses. */
export interface TimelineFrame {
  /** Turn to the subject's left, radians. */
  readonly yaw: number;
  /** Indices of the key poses. */
  readonly from: number;
  readonly to: number;
  /** 0: `from`, 1: `to`. */
  readonly share: number;
}

export interface Timeline {
  readonly poses: readonly KeyPose[];
  readonly frames: readonly TimelineFrame[];
  readonly framesPerSecond: FrameRate;
}

/** The first is what the timeline is made at. */
export const FRAME_RATES = [15, 5] as const;
export type FrameRate = (typeof FRAME_RATES)[number];

const DEGREE = Math.PI / 180;
const YAW_STEPS_DEGREES = [0, 30, -30, 0];
const YAW_STEP_DEGREES = 5;
const JAW_DEGREES = 30;
const JAW_STEP_DEGREES = 2;
const BLEND_FRAMES = 8;
const HOLD_FRAMES = 4;

/**
 * DECA's teaser: the head turns 30 degrees to either side as photographed, goes neutral, opens its jaw by 30 degrees,
 * then each driver's expression comes and goes.
 */
export function teaserTimeline(
  own: Pick<DecaCodes, 'expression' | 'jawPose'>,
  drivers: readonly KeyPose[],
  framesPerSecond: FrameRate = FRAME_RATES[0],
): Timeline {
  const still = new Float64Array(own.expression.length);
  const poses: KeyPose[] = [
    { name: 'own', ...own },
    { name: 'neutral', expression: still, jawPose: new Float64Array(3) },
    { name: 'jaw', expression: still, jawPose: Float64Array.of(JAW_DEGREES * DEGREE, 0, 0) },
    ...drivers,
  ];
  const frames: TimelineFrame[] = [];
  for (let k = 1; k < YAW_STEPS_DEGREES.length; k++) {
    const [a, b] = [YAW_STEPS_DEGREES[k - 1], YAW_STEPS_DEGREES[k]];
    const steps = Math.abs(b - a) / YAW_STEP_DEGREES;
    for (let s = 0; s < steps; s++)
      frames.push({ yaw: (a + ((b - a) * s) / steps) * DEGREE, from: 0, to: 0, share: 0 });
  }
  const blend = (from: number, to: number, steps: number): void => {
    for (let s = 0; s < steps; s++) frames.push({ yaw: 0, from, to, share: s / steps });
  };
  const hold = (pose: number): void => {
    for (let s = 0; s < HOLD_FRAMES; s++) frames.push({ yaw: 0, from: pose, to: pose, share: 0 });
  };
  blend(0, NEUTRAL, BLEND_FRAMES);
  for (let pose = 2; pose < poses.length; pose++) {
    const steps = pose === 2 ? JAW_DEGREES / JAW_STEP_DEGREES : BLEND_FRAMES;
    blend(NEUTRAL, pose, steps);
    hold(pose);
    blend(pose, NEUTRAL, steps);
  }
  hold(NEUTRAL);
  return { poses, frames: thinned(frames, FRAME_RATES[0] / framesPerSecond), framesPerSecond };
}

/** About every n-th frame, evenly from the first to the last. */
function thinned(frames: readonly TimelineFrame[], n: number): TimelineFrame[] {
  const count = Math.ceil(frames.length / n);
  return Array.from({ length: count }, (_, k) => frames[Math.round((k * (frames.length - 1)) / (count - 1))]);
}

const NEUTRAL = 1;

/** Expression and jaw of a frame. */
export function poseOfFrame(
  { poses }: Timeline,
  { from, to, share }: TimelineFrame,
): Pick<DecaCodes, 'expression' | 'jawPose'> {
  const mix = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x + share * (b[i] - x));
  return {
    expression: mix(poses[from].expression, poses[to].expression),
    jawPose: mix(poses[from].jawPose, poses[to].jawPose),
  };
}
