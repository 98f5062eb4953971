import { type PhotoConditions, PLAIN_CONDITIONS } from '../../src/evaluation/synthetic/photographs.ts';

/** Who is photographed: heads of the bundled artists' model, ICT-FaceKit's own mesh, or a real capture. */
export type Source = 'bundled' | 'ict' | 'real';

/** One fit of the benchmark. */
export interface AccuracyCase {
  /** Names its files; a change of what it does needs another name. */
  readonly id: string;
  readonly source: Source;
  /** Seed of a synthetic person, or the folder of a real capture. */
  readonly person: string;
  /** What is hard about it. */
  readonly condition: string;
  readonly photos: PhotoConditions;
  readonly expressiveness: number;
  readonly views: number;
  readonly cameras: 'given' | 'solved';
}

const VIEWS = [1, 2, 3, 5, 8, 16];
const REAL_VIEWS = [1, 2, 3, 5, 8];
const SEEDS = { bundled: ['21', '22'], ict: ['31', '32'] } as const;
const HARD_VIEWS = 5;

type Conditions = Partial<PhotoConditions> & { readonly expressiveness?: number };
const CONDITIONS: Readonly<Record<string, Conditions>> = {
  'strong expression': { expressiveness: 2.5 },
  'light from the side': {
    light: [
      [2, 0.3, 0.8],
      [0.9, 0.86, 0.8],
      [0.2, 0.21, 0.23],
    ],
  },
  'light from above': {
    light: [
      [0.1, 2, 0.6],
      [0.9, 0.9, 0.88],
      [0.25, 0.25, 0.27],
    ],
  },
  'flat light': {
    light: [
      [0, 0, 1],
      [0.1, 0.1, 0.1],
      [0.9, 0.9, 0.9],
    ],
  },
  'every second view half hidden': { occluded: true },
  'noise x 12': { noise: 12 },
  'focal length twice the assumed': { focal: 3 },
};

/** All cases of what is at hand. @param real folders of captures with a scan */
export function accuracyCases(withIct: boolean, real: readonly string[]): AccuracyCase[] {
  const out: AccuracyCase[] = [];
  for (const source of withIct ? (['bundled', 'ict'] as const) : (['bundled'] as const))
    for (const person of SEEDS[source]) {
      const plain = { source, person, photos: PLAIN_CONDITIONS, expressiveness: 1, cameras: 'solved' } as const;
      for (const views of VIEWS) out.push({ ...plain, id: `${source}-${person}-${views}`, condition: 'plain', views });
      out.push({ ...plain, id: `${source}-${person}-8-given`, condition: 'plain', views: 8, cameras: 'given' });
      for (const [condition, { expressiveness = 1, ...photos }] of Object.entries(CONDITIONS)) {
        // ICT's expressions are not read.
        if (source === 'ict' && expressiveness !== 1) continue;
        const name = condition.replaceAll(' ', '-');
        out.push({
          ...plain,
          id: `${source}-${person}-${name}`,
          condition,
          photos: { ...PLAIN_CONDITIONS, ...photos },
          expressiveness,
          views: HARD_VIEWS,
        });
      }
    }
  for (const person of real)
    for (const views of REAL_VIEWS)
      for (const cameras of views === 8 ? (['solved', 'given'] as const) : (['solved'] as const))
        out.push({
          id: `real-${person.split(/[\\/]/).filter(Boolean).pop()}-${views}${cameras === 'given' ? '-given' : ''}`,
          source: 'real',
          person,
          condition: 'plain',
          photos: PLAIN_CONDITIONS,
          expressiveness: 1,
          views,
          cameras,
        });
  return out;
}
