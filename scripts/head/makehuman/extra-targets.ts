import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AsmFitError } from '../../../src/errors.ts';

/** Of all targets read, in the order of their names. */
const SHA256 = '5c6e1810fa2a5b64e9201f0dacb28f5f6ebd9ccad707a8bc91680bbf93ec6812';
const SETS = { faceShapes: ['faceunits01', 'faceunits'], visemes: ['visemes02', 'visemes'] } as const;

/** Displacement fields over the base mesh [V, 3] dm by name, in the names' order. */
export interface ExtraTargets {
  /** ARKit's 52 face units. */
  readonly faceShapes: ReadonlyMap<string, Float64Array>;
  /** The 15 visemes of the Oculus lip-sync set. */
  readonly visemes: ReadonlyMap<string, Float64Array>;
}

/**
 * MakeHuman community's face units and visemes (CC0 1.0), from a checkout of makehumancommunity/extra-targets.
 * @param folder of the checkout
 * @throws {AsmFitError} input: there is none, or of another state
 */
export function readExtraTargets(folder: string, vertexCount: number): ExtraTargets {
  const hint = 'check out makehumancommunity/extra-targets at 7eaba34 and name its folder in EXTRA_TARGETS';
  const hash = createHash('sha256');
  const read = ([set, kind]: readonly [string, string]): Map<string, Float64Array> => {
    const targets = join(folder, 'assets', set, 'targets', kind);
    if (folder === '' || !existsSync(targets))
      throw new AsmFitError('input', `${targets}: must be a folder of targets; received none`, hint);
    const out = new Map<string, Float64Array>();
    for (const file of readdirSync(targets).sort()) {
      const text = readFileSync(join(targets, file), 'utf8');
      hash.update(text);
      out.set(file.replace('.target', ''), parseTarget(text, vertexCount));
    }
    return out;
  };
  const found = { faceShapes: read(SETS.faceShapes), visemes: read(SETS.visemes) };
  const sum = hash.digest('hex');
  if (sum !== SHA256)
    throw new AsmFitError('input', `${folder}: sha256 of the targets must be ${SHA256}; received ${sum}`, hint);
  return found;
}

/** Lines `vertex x y z`; `#` begins a remark. */
function parseTarget(text: string, vertexCount: number): Float64Array {
  const out = new Float64Array(3 * vertexCount);
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const [vertex, x, y, z] = line.trim().split(/\s+/).map(Number);
    out.set([x, y, z], 3 * vertex);
  }
  return out;
}
