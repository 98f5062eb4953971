import type { Random } from '../../../geometry/random.ts';
import { mirroredExpression } from '../../../head/head-model.ts';
import type { MorphableDecoder } from '../../decode/morphable-decoder.ts';

const NEUTRAL_CHANCE = 0.2;
const MIRROR_CHANCE = 0.55;
const SMILE_CHANCE = 0.3;
const CLOSED_EYES_CHANCE = 0.12;
const WINK_CHANCE = 0.2;
const OPEN_JAW_CHANCE = 0.4;
/** Beyond what the fit takes for wide open. */
const MAX_JAW = (30 * Math.PI) / 180;

/** A face's moment: expression coefficients and jaw. Half of what a side does the other does too; eyes wink. */
export function sampleExpression(
  { head, sizes }: MorphableDecoder,
  random: Random,
): { expression: Float64Array; jawPose: Float64Array } {
  const expression = new Float64Array(sizes.expression);
  const jawPose = new Float64Array(3);
  if (random.uniform() < NEUTRAL_CHANCE) return { expression, jawPose };
  const { names } = head.expressions;
  const add = (name: string, strength: number): void => {
    const k = names.indexOf(name);
    if (k >= 0) expression[k] = Math.max(expression[k], strength);
  };
  const addBoth = (name: string, strength: number): void => {
    add(name, strength);
    add(mirroredExpression(name), strength * (0.8 + 0.2 * random.uniform()));
  };
  const units = Math.floor(7 * random.uniform());
  for (let u = 0; u < units; u++) {
    const name = names[Math.floor(names.length * random.uniform())];
    (random.uniform() < MIRROR_CHANCE ? addBoth : add)(name, 0.8 * random.uniform() ** 1.5);
  }
  if (random.uniform() < SMILE_CHANCE) {
    const strength = random.uniform();
    addBoth('mouth-corner-puller-left', strength);
    addBoth('eye-left-closure', 0.3 * strength * random.uniform());
  }
  const lids = random.uniform();
  if (lids < CLOSED_EYES_CHANCE) addBoth('eye-left-closure', 0.5 + 0.5 * random.uniform());
  else if (lids < CLOSED_EYES_CHANCE + WINK_CHANCE) {
    const side = random.uniform() < 0.5 ? 'left' : 'right';
    add(`eye-${side}-closure`, 0.5 + 0.5 * random.uniform());
    // Cheek and brow help the lid.
    if (random.uniform() < 0.6) add(`mouth-corner-puller-${side}`, 0.6 * random.uniform());
    if (random.uniform() < 0.6) add(`eyebrows-${side}-down`, 0.7 * random.uniform());
  }
  if (random.uniform() < OPEN_JAW_CHANCE) {
    jawPose[0] = MAX_JAW * random.uniform() ** 1.5;
    jawPose[1] = 0.03 * random.normal();
  }
  return { expression, jawPose };
}
