/**
 * What sliders say of people, there to be read:
 *   node dist-tools/scripts/asm/slider-spread.js
 * The spread of each slider over people drawn from the scanned population and from the artists' heads, how much of their
 * difference from the mean head sliders explain, how far each moves what it is bound to and the rest, and how alike any two are.
 */
import { expressInSliders } from '../../src/asm/sliders/express-in-sliders.ts';
import { sliderFields } from '../../src/asm/sliders/slider-fields.ts';
import { SLIDER_DEFINITIONS } from '../../src/asm/sliders/slider-table.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { outerSkin } from '../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { wayColumn } from '../../src/head/people/join-populations.ts';

const PEOPLE = 150;
const head = loadPeoplesHead();
console.time('fields');
const fields = sliderFields(head);
console.timeEnd('fields');
console.time('problem');
expressInSliders(head, head.template);
console.timeEnd('problem');
console.time('express');
expressInSliders(head, head.template);
console.timeEnd('express');
const seen = new Set(outerSkin(head));
const random = createRandom(1);
const way = wayColumn(head) ?? head.identity.names.length;
const stride = 3 * head.vertexCount;
const spread = (artists: boolean) => {
  const sums = new Map(SLIDER_DEFINITIONS.map(({ name }) => [name, 0]));
  const skews = new Map<string, number>();
  let [before, after] = [0, 0];
  for (let p = 0; p < PEOPLE; p++) {
    const person = head.template.slice();
    for (let k = 0; k < head.identity.names.length; k++) {
      const own = k < way !== artists;
      const a = k === way ? (artists ? 1 : 0) : own ? random.normal() * (artists ? 1 / 0.6 : 1) : 0;
      if (a !== 0) for (let i = 0; i < stride; i++) person[i] += a * head.identity.deltas[k * stride + i];
    }
    const { values, differenceMm, remainsMm } = expressInSliders(head, person);
    for (const { name } of SLIDER_DEFINITIONS) sums.set(name, (sums.get(name) ?? 0) + (values.get(name) ?? 0) ** 2);
    for (const [name, value] of values)
      if (name.endsWith('-left')) skews.set(name, (skews.get(name) ?? 0) + value ** 2);
    before += differenceMm / PEOPLE;
    after += remainsMm / PEOPLE;
  }
  const root = (map: Map<string, number>) => new Map(Array.from(map, ([name, sum]) => [name, Math.sqrt(sum / PEOPLE)]));
  return { spreads: root(sums), skews: root(skews), before, after };
};
const scanned = spread(false);
const artists = spread(true);
console.log(
  `scanned people: ${scanned.before.toFixed(2)} mm from the mean head, ${scanned.after.toFixed(2)} mm remain`,
);
console.log(
  `artists' heads: ${artists.before.toFixed(2)} mm from the mean head, ${artists.after.toFixed(2)} mm remain`,
);
for (const { name } of SLIDER_DEFINITIONS) {
  const field = fields.get(name) as Float64Array;
  let [most, moved] = [0, 0];
  for (const v of seen) {
    const d = Math.hypot(field[3 * v], field[3 * v + 1], field[3 * v + 2]);
    most = Math.max(most, d);
    if (d > 0.25) moved++;
  }
  const alike = SLIDER_DEFINITIONS.filter((other) => other.name !== name)
    .map((other) => [other.name, cosine(field, fields.get(other.name) as Float64Array)] as const)
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))[0];
  console.log(
    name.padEnd(20),
    `spread ${scanned.spreads.get(name)?.toFixed(2)} ${artists.spreads.get(name)?.toFixed(2)}`,
    `skew ${scanned.skews.get(`${name}-left`)?.toFixed(2) ?? '-'}`,
    `most ${most.toFixed(2)} mm, ${moved} vertices over 0.25`,
    `nearest ${alike[0]} ${alike[1].toFixed(2)}`,
  );
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (const v of seen)
    for (let i = 3 * v; i < 3 * v + 3; i++) {
      ab += a[i] * b[i];
      aa += a[i] ** 2;
      bb += b[i] ** 2;
    }
  return ab / Math.sqrt(aa * bb);
}
