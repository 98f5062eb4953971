import { describe, expect, it } from 'vitest';
import { createAsm } from '../../../src/asm/adaptive-skinning-model.ts';
import { BONES } from '../../../src/asm/bones.ts';
import { ASM_GROUPS } from '../../../src/asm/parameters.ts';
import { FREEZABLE_NAMES } from '../../../src/asm/variant.ts';
import { ALONE_AFTER_CODES, FIT_PRIORS } from '../../../src/fitting/options/stage-defaults.ts';
import { type BoneParameterTable, boneParameterTable, bonePriorLoss } from '../../../src/fitting/priors/bone-prior.ts';
import { freeRates } from '../../../src/fitting/stages/bone-stage.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { expectClose } from '../../helpers/close.ts';
import { checkGradient, normals } from '../../helpers/gradient-check.ts';

const FACTOR = 0.7;
/** How much rarer left-right differences are than deviations from rest. */
const MIRROR_RATIO = 3;
const RATES = ALONE_AFTER_CODES.rates.bones;
const head = loadBundledHead();
const model = createAsm(head, head.template);
const count = model.layout.parameterCount;
/** A few of every group and of both sides, and what is their mirror image. */
const indices = Array.from({ length: 120 }, (_, i) => Math.floor((i * count) / 120));

describe('prior of the bones', () => {
  const table = boneParameterTable(model, FIT_PRIORS.bones, RATES);
  const priorOf = (table: BoneParameterTable, parameters: Float64Array, out = new Float64Array(count)): number =>
    bonePriorLoss({ table, factor: FACTOR }, { rest: model.rest, parameters }, out);
  const parameters = model.rest.map((x, i) => x + table.sigma[i] * normals(count, 5)[i]);
  const lossOf = (x: Float64Array): number => priorOf(table, x);
  const gradientOf = (x: Float64Array): Float64Array => {
    const out = new Float64Array(count);
    priorOf(table, x, out);
    return out;
  };

  it('has the gradient of central differences', () => {
    checkGradient(lossOf, gradientOf, parameters, { rtol: 1e-6, atol: 1e-6, indices });
  });

  it('is Gaussian about rest, and about mirror symmetry', () => {
    expect(lossOf(model.rest)).toBe(0);
    const i = table.partner.findIndex((p, i) => p > i && table.learningRate[i] > 0);
    const partner = table.partner[i];
    const one = model.rest.slice();
    one[i] += 2 * table.sigma[i];
    expectClose([lossOf(one)], [FACTOR * (2 + (MIRROR_RATIO * 2) ** 2 / 2)], { rtol: 1e-9 });
    one[partner] += 2 * table.sign[i] * table.sigma[partner];
    expectClose([lossOf(one)], [FACTOR * 4], { rtol: 1e-9 });
  });

  it('says nothing of what is frozen', () => {
    const frozen = boneParameterTable(model, FIT_PRIORS.bones, freeRates(RATES, FREEZABLE_NAMES));
    expect(priorOf(frozen, parameters)).toBe(0);
    const part = boneParameterTable(model, FIT_PRIORS.bones, freeRates(RATES, ['binding']));
    for (const name of ASM_GROUPS) {
      const { start, perBone } = model.layout.groups[name];
      const own = (values: Float64Array) => values.subarray(start, start + perBone * BONES.length);
      if (name === 'binding') expect(Math.max(...own(part.learningRate))).toBe(0);
      else expect(own(part.learningRate)).toEqual(own(table.learningRate));
    }
  });

  it('has the widths and rates of its groups; sub-bones move less, the frame not at all', () => {
    const { start } = model.layout.groups.translation;
    BONES.forEach(({ level, name }, j) => {
      const { detailTranslation, sigma } = FIT_PRIORS.bones;
      expect(table.sigma[start + 3 * j], name).toBe(level === 'detail' ? detailTranslation : sigma.translation);
      expect(table.learningRate[start + 3 * j], name).toBe(level === 'frame' ? 0 : RATES.translation);
    });
    const { start: turns } = model.layout.groups.rotation;
    expect(table.sigma[turns + 3 * 9]).toBe(FIT_PRIORS.bones.sigma.rotation);
  });
});
