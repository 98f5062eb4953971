/**
 * What sliders say of people, there to be read:
 *   node dist-tools/scripts/asm/slider-spread.js
 * How much sliders explain of people that are drawn from the scanned population and from the artists' heads; of each slider the
 * spread of its values over both, how far it moves the skin at 1, and the slider that is most like it.
 */
import { expressInSliders } from '../../src/asm/sliders/express-in-sliders.ts';
import { sliderFields } from '../../src/asm/sliders/slider-fields.ts';
import { SLIDER_DEFINITIONS } from '../../src/asm/sliders/slider-table.ts';
import { createRandom } from '../../src/geometry/random.ts';
import { outerSkin } from '../../src/head/head-model.ts';
import { loadPeoplesHead } from '../../src/head/load-head.ts';
import { ARTISTS_SHARE, wayColumn } from '../../src/head/people/join-populations.ts';

const PEOPLE = 150;

const head = loadPeoplesHead();
const fields = sliderFields(head);
const seen = [...new Set(outerSkin(head))];
const random = createRandom(1);
const way = wayColumn(head) ?? head.identity.names.length;
const stride = 3 * head.vertexCount;

type Population = 'scanned people' | "artists' heads";

/** A person's coefficient of an identity mode. */
function drawn(population: Population, mode: number): number {
  if (mode === way) return population === 'scanned people' ? 0 : 1;
  if (mode < way !== (population === 'scanned people')) return 0;
  return population === 'scanned people' ? random.normal() : random.normal() / ARTISTS_SHARE;
}

/** Root mean square of each slider's values over people. */
function spreadOf(population: Population): Map<string, number> {
  const squares = new Map<string, number>();
  let [before, after] = [0, 0];
  for (let person = 0; person < PEOPLE; person++) {
    const positions = head.template.slice();
    for (let k = 0; k < head.identity.names.length; k++) {
      const a = drawn(population, k);
      if (a !== 0) for (let i = 0; i < stride; i++) positions[i] += a * head.identity.deltas[k * stride + i];
    }
    const { values, differenceMm, remainsMm } = expressInSliders(head, positions);
    for (const [name, value] of values) squares.set(name, (squares.get(name) ?? 0) + value ** 2 / PEOPLE);
    before += differenceMm / PEOPLE;
    after += remainsMm / PEOPLE;
  }
  console.log(`${population}: ${before.toFixed(2)} mm from the mean head, sliders leave ${after.toFixed(2)} mm`);
  return new Map(Array.from(squares, ([name, square]) => [name, Math.sqrt(square)]));
}

function fieldOf(name: string): Float64Array {
  const field = fields.get(name);
  if (field === undefined) throw new Error(`no slider is called ${name}`);
  return field;
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

const spreads = [spreadOf('scanned people'), spreadOf("artists' heads")];
console.log('slider, spread of scanned people and of artists’ heads, most mm at 1, the one most like it');
for (const { name } of SLIDER_DEFINITIONS) {
  const field = fieldOf(name);
  const most = Math.max(...seen.map((v) => Math.hypot(field[3 * v], field[3 * v + 1], field[3 * v + 2])));
  const [other, alike] = SLIDER_DEFINITIONS.filter((candidate) => candidate.name !== name)
    .map((candidate) => [candidate.name, cosine(field, fieldOf(candidate.name))] as const)
    .reduce((a, b) => (Math.abs(b[1]) > Math.abs(a[1]) ? b : a));
  const spread = spreads.map((of) => (of.get(name) ?? 0).toFixed(2)).join(' ');
  console.log(`${name.padEnd(24)} ${spread}  ${most.toFixed(1).padStart(4)}  ${other} ${alike.toFixed(2)}`);
}
