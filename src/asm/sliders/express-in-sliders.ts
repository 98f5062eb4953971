import { solveCholesky } from '../../geometry/cholesky.ts';
import { vertexAreas } from '../../geometry/mesh/mesh.ts';
import { type HeadModel, outerSkin } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { hasSides, SLIDER_LIMIT } from './slider-definition.ts';
import { sliderFields } from './slider-fields.ts';
import { SLIDER_DEFINITIONS, SLIDERS } from './slider-table.ts';

/** What is expected of values: an end is two and a half standard deviations. Halves of a face differ by less. */
const VALUE_SIGMA = 0.4;
const SKEW_SIGMA = 0.15;
/** What sliders leave over, mm, and over how many places of the skin it is another. */
const REMAINS_MM = 1.2;
const PLACES = 80;
/** Rounds in which values that went beyond their ends are held there, by how much more than anything else says. */
const ROUNDS = 4;
const HELD = 1e9;

/** What counts how much of an area: necks end where photographs end, and under hair nobody knows the skull. */
const REGION_SHARES = [
  ['neck', 0.03],
  ['face', 1],
  ['scalp', 0.2],
] as const;
const OTHER_SHARE = 0.5;

/** A head as sliders tell it. */
export interface ExpressedHead {
  /** Value of each slider by name, in -1..1. */
  readonly values: ReadonlyMap<string, number>;
  /** Mean distance of the face's skin from the mean head's, which is laid and scaled onto it, mm. */
  readonly differenceMm: number;
  /** The same with the sliders set. */
  readonly remainsMm: number;
}

/** One unknown: a slider's value, how much its left half has more and its right half less, or a number of the similarity. */
interface Unknown {
  /** [skin vertices, 3] or more, mm. */
  readonly field: ArrayLike<number>;
  /** Vertices of the outer skin that it moves. */
  readonly moved: Uint32Array;
  /** Null where nothing is expected of it. */
  readonly sigma: number | null;
  set(value: number, values: Map<string, number>): void;
}

type UnknownField = Omit<Unknown, 'moved'>;

/** The least squares of {@link expressInSliders}, as far as it does not depend on the person. */
interface Problem {
  readonly unknowns: readonly Unknown[];
  /** What each vertex counts: its area by its region, a_i N/r^2 [skin vertices]; 0 inside the head. */
  readonly weights: Float64Array;
  /** [U, U], lower triangle. */
  readonly hessian: Float64Array;
}

/**
 * The values whose sliders come nearest to a head, a ridge least squares over the outer skin,
 *   min over s, k of sum_i a_i |x_i - m_i - sum_m s_m D_m - sum_m k_m (L_m - R_m) - (shift, turn and scale)|^2 N/(2 r^2)
 *                    + sum_m s_m^2/(2 s_s^2) + sum_m k_m^2/(2 s_k^2),
 * m the mean head, a_i shares of its area (most of the face, least of the neck), D_m = L_m + R_m the sliders' fields. Values beyond their ends are held there and the
 * rest is solved again. What remains is the person's own and stays in the head whatever the sliders do.
 * @param positions neutral, [skin vertices, 3] or more, mm
 */
export function expressInSliders(head: HeadModel, positions: ArrayLike<number>): ExpressedHead {
  const problem = problemOf(head);
  const { unknowns } = problem;
  const skinNumbers = 3 * head.parts[0].vertexCount;
  const wanted = Float64Array.from({ length: skinNumbers }, (_, i) => positions[i] - head.template[i]);
  const gradient = gradientOf(problem, wanted, unknowns.length);
  const held = new Map<number, number>();
  let solution = solve(problem, gradient, held);
  for (let round = 0; round < ROUNDS; round++) {
    const beyond = unknowns
      .map((_, u) => u)
      .filter((u) => isSlider(unknowns[u]) && Math.abs(solution[u]) > SLIDER_LIMIT);
    if (beyond.every((u) => held.has(u))) break;
    for (const u of beyond) held.set(u, Math.sign(solution[u]) * SLIDER_LIMIT);
    solution = solve(problem, gradient, held);
  }
  const limited = solution.map((x, u) =>
    isSlider(unknowns[u]) ? Math.min(SLIDER_LIMIT, Math.max(-SLIDER_LIMIT, x)) : x,
  );
  const values = new Map(SLIDERS.map(({ name }) => [name, 0]));
  for (const [u, { set }] of unknowns.entries()) set(limited[u], values);
  const none = new Map(unknowns.flatMap((unknown, u) => (isSlider(unknown) ? [[u, 0] as const] : [])));
  return {
    values,
    differenceMm: meanRemains(problem, head.regions.face, wanted, solve(problem, gradient, none)),
    remainsMm: meanRemains(problem, head.regions.face, wanted, limited),
  };
}

function isSlider({ sigma }: Unknown): boolean {
  return sigma !== null;
}

const problemOf = onceAHead((head): Problem => {
  const triangles = outerSkin(head);
  const areas = vertexAreas(head.template, triangles);
  const vertices = Uint32Array.from(new Set(triangles));
  const shareOf = (v: number): number =>
    REGION_SHARES.find(([name]) => head.regions[name][v] === 1)?.[1] ?? OTHER_SHARE;
  const weights = new Float64Array(head.parts[0].vertexCount);
  for (const v of vertices) weights[v] = areas[v] * shareOf(v);
  const total = weights.reduce((sum, w) => sum + w, 0);
  for (const v of vertices) weights[v] *= PLACES / (REMAINS_MM ** 2 * total);
  const unknowns = [...sliderUnknowns(head), ...similarityUnknowns(head)].map(
    (unknown): Unknown => ({ ...unknown, moved: vertices.filter((v) => moves(unknown.field, v)) }),
  );
  const count = unknowns.length;
  const hessian = new Float64Array(count * count);
  unknowns.forEach(({ field, sigma }, u) => {
    hessian.set(gradientOf({ unknowns, weights }, field, u + 1), u * count);
    if (sigma !== null) hessian[u * count + u] += 1 / sigma ** 2;
  });
  return { unknowns, weights, hessian };
});

function moves(field: ArrayLike<number>, v: number): boolean {
  return field[3 * v] !== 0 || field[3 * v + 1] !== 0 || field[3 * v + 2] !== 0;
}

function sliderUnknowns(head: HeadModel): UnknownField[] {
  const fields = sliderFields(head);
  const fieldOf = (name: string): Float64Array => {
    const field = fields.get(name);
    if (field === undefined) throw new Error(`no slider is called ${name}`);
    return field;
  };
  return SLIDER_DEFINITIONS.flatMap((definition): UnknownField[] => {
    const { name } = definition;
    const whole: UnknownField = {
      field: fieldOf(name),
      sigma: VALUE_SIGMA,
      set: (value, values) => values.set(name, value),
    };
    if (!hasSides(definition)) return [whole];
    const right = fieldOf(`${name}-right`);
    const skew: UnknownField = {
      field: fieldOf(`${name}-left`).map((x, i) => x - right[i]),
      sigma: SKEW_SIGMA,
      set: (value, values) => values.set(`${name}-left`, value).set(`${name}-right`, -value),
    };
    return [whole, skew];
  });
}

/** Where a head lies, how it is turned and how large it is: nobody's slider. */
function similarityUnknowns({ template }: HeadModel): UnknownField[] {
  const unknown = (at: (x: number, y: number, z: number) => readonly number[]): UnknownField => {
    const field = new Float64Array(template.length);
    for (let i = 0; i < field.length; i += 3) field.set(at(template[i], template[i + 1], template[i + 2]), i);
    return { field, sigma: null, set: () => {} };
  };
  // Turns and growth in units that move the skin by about as much as a shift does.
  const [unit, size] = [1, 0.01];
  return [
    unknown(() => [unit, 0, 0]),
    unknown(() => [0, unit, 0]),
    unknown(() => [0, 0, unit]),
    unknown((_, y, z) => [0, -size * z, size * y]),
    unknown((x, _, z) => [size * z, 0, -size * x]),
    unknown((x, y) => [-size * y, size * x, 0]),
    unknown((x, y, z) => [size * x, size * y, size * z]),
  ];
}

/** What a field of the skin says of the first unknowns: sum_i a_i (D_u)_i . d_i N/r^2. @returns [count] */
function gradientOf(
  { unknowns, weights }: Omit<Problem, 'hessian'>,
  field: ArrayLike<number>,
  count: number,
): Float64Array {
  const out = new Float64Array(count);
  for (let u = 0; u < count; u++) {
    const { field: own, moved } = unknowns[u];
    let sum = 0;
    for (let i = 0; i < moved.length; i++) {
      const at = 3 * moved[i];
      sum += weights[moved[i]] * (own[at] * field[at] + own[at + 1] * field[at + 1] + own[at + 2] * field[at + 2]);
    }
    out[u] = sum;
  }
  return out;
}

/** @param held values that unknowns are held at */
function solve(
  { unknowns, hessian }: Problem,
  gradient: Float64Array,
  held: ReadonlyMap<number, number>,
): Float64Array {
  const system = hessian.slice();
  const right = gradient.slice();
  for (const [u, value] of held) {
    system[u * unknowns.length + u] += HELD;
    right[u] += HELD * value;
  }
  const solution = solveCholesky(system, right);
  if (solution === null) throw new Error('priors make the system definite');
  return solution;
}

/** Mean length of what a solution leaves of the face, mm. */
function meanRemains(
  { unknowns, weights }: Problem,
  face: Uint8Array,
  wanted: Float64Array,
  solution: Float64Array,
): number {
  const left = wanted.slice();
  unknowns.forEach(({ field, moved }, u) => {
    if (solution[u] === 0) return;
    for (const v of moved) for (let i = 3 * v; i < 3 * v + 3; i++) left[i] -= solution[u] * field[i];
  });
  let [sum, total] = [0, 0];
  for (let v = 0; v < face.length; v++) {
    if (face[v] === 0) continue;
    sum += weights[v] * Math.hypot(left[3 * v], left[3 * v + 1], left[3 * v + 2]);
    total += weights[v];
  }
  return sum / total;
}
