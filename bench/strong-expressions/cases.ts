import { JAW_POSE } from '../../src/head/anatomy/jaw.ts';

/** What a face does at one moment. */
export interface Moment {
  /** Label of its views. */
  readonly name: string;
  /** Strengths of expressions by the head's names. */
  readonly expression: Readonly<Record<string, number>>;
  /** [JAW_POSE] radians and mm */
  readonly jaw: ArrayLike<number>;
}

/** Someone photographed five times. */
export interface StrongExpression {
  readonly id: string;
  /** Of each view; the first is in front, then left and right in turn. */
  readonly moments: readonly Moment[];
}

const VIEWS = 5;
const DEGREE = Math.PI / 180;

const NEUTRAL: Moment = { name: 'neutral', expression: {}, jaw: new Float64Array(JAW_POSE) };
const SMILE: Moment = {
  name: 'smile',
  expression: {
    'mouth-corner-puller-left': 0.8,
    'mouth-corner-puller-right': 0.75,
    'mouth-retraction-left': 0.25,
    'mouth-retraction-right': 0.25,
    'eye-left-slit': 0.3,
    'eye-right-slit': 0.3,
  },
  jaw: new Float64Array(JAW_POSE),
};

const WINK: Moment = {
  name: 'wink',
  expression: { 'eye-left-closure': 1, 'eyebrows-left-down': 0.3 },
  jaw: new Float64Array(JAW_POSE),
};
const OPEN: Moment = { name: 'open mouth', expression: {}, jaw: Float64Array.of(15 * DEGREE, 0, 0, 0, 0) };

/** Someone whose photographs show four moments; the eye that winks is on the camera's side. */
export const MIXED_MOMENTS: StrongExpression = {
  id: 'mixed moments',
  moments: [NEUTRAL, OPEN, SMILE, NEUTRAL, WINK],
};

function always(id: string, moment: Omit<Moment, 'name'>): StrongExpression {
  return { id, moments: Array.from({ length: VIEWS }, () => ({ ...moment, name: id })) };
}

function jawOpen(degrees: number): StrongExpression {
  return always(`jaw ${degrees}`, {
    expression: { 'eyebrows-left-up': 0.3, 'eyebrows-right-up': 0.3 },
    jaw: Float64Array.of(degrees * DEGREE, 1.5 * DEGREE, 0, 0, 0),
  });
}

/** Open mouths, one-sided faces, smiles that are in all photographs or in some. */
export const STRONG_EXPRESSIONS: readonly StrongExpression[] = [
  jawOpen(20),
  jawOpen(25),
  jawOpen(30),
  always('lopsided smile', {
    expression: {
      'mouth-corner-puller-left': 0.9,
      'mouth-upward-retraction-left': 0.4,
      'mouth-corner-puller-right': 0.1,
      'eye-left-slit': 0.3,
    },
    jaw: new Float64Array(JAW_POSE),
  }),
  always('wink', WINK),
  { id: 'smile in some', moments: [SMILE, NEUTRAL, SMILE, SMILE, NEUTRAL] },
  { id: 'smile in all', moments: Array.from({ length: VIEWS }, () => SMILE) },
];
