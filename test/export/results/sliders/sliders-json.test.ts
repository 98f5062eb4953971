import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SLIDERS } from '../../../../src/asm/sliders/slider-table.ts';
import {
  fittedSliders,
  readSliders,
  SLIDERS_FILE,
  slidersJson,
} from '../../../../src/export/results/sliders/sliders-json.ts';
import { refusalOf } from '../../../helpers/refusal-of.ts';
import { temporaryFolder } from '../../../helpers/run-cli.ts';

const folder = temporaryFolder();
const tool = { name: 'asm-fit', version: '0.0.0' };
const values = new Map(SLIDERS.map(({ name }, i) => [name, Math.sin(i)]));
const sliders = fittedSliders({ values, differenceMm: 2.5, remainsMm: 1.25 });
const whole = JSON.stringify(slidersJson(tool, sliders));

const read = (text: string) => {
  writeFileSync(join(folder, SLIDERS_FILE), text);
  return readSliders(folder);
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sliders.json', () => {
  it('is read as it was meant', () => {
    expect(read(whole)).toEqual(sliders);
    for (const [name, value] of sliders.values)
      expect(Math.abs(value - (values.get(name) ?? 0))).toBeLessThan(5e-5 + 1e-12);
  });

  it('names the bones of each side, with what is mirrored', () => {
    const json = slidersJson(tool, sliders) as { sliders: { name: string; bones: unknown }[] };
    const bonesOf = (name: string): unknown => json.sliders.find((slider) => slider.name === name)?.bones;
    const [[left], [right]] = ['eye-tilt-left', 'eye-tilt-right'].map((name) => bonesOf(name) as { amount: number }[]);
    expect(left).toMatchObject({ bone: 'eye_L', channel: 'turnZ' });
    expect(right).toEqual({ bone: 'eye_R', channel: 'turnZ', amount: -left.amount });
  });

  it.each([
    ['that were cut off', whole.slice(0, whole.length >> 1), /it must be JSON/],
    ['of another version', whole.replace('"version":1', '"version":7'), /version must be 1; received 7/],
    ['that are a list', '[]', /version must be 1; received none/],
    [
      'with another name',
      whole.replace('"nose-width"', '"nose"'),
      /must have every slider; received none called nose-width/,
    ],
    ['beyond the ends', whole.replace(/"value":[-\d.]+/, '"value":3'), /sliders\.0\.value/],
    ['that are no numbers', whole.replace(/"fit":[-\d.]+/, '"fit":"0"'), /sliders\.0\.fit/],
    [
      'twice',
      whole.replace('"sliders":[', '"sliders":[{"name":"nose-width","value":0,"fit":0},'),
      /each once; received/,
    ],
  ])('refuses sliders %s', (_, text, message) => {
    expect(refusalOf(() => read(text)).message).toMatch(message);
  });

  it('says where it should be', () => {
    expect(refusalOf(() => readSliders(join(folder, 'nowhere'))).message).toMatch(
      /nowhere: must hold sliders\.json; received a folder without/,
    );
  });
});
