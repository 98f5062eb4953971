import type { RiggedHead } from '../../rig/rigged-head.ts';
import { usdNames } from './usd-text.ts';

/** Where everything of a head lies in its stage. */
export const ROOT = '/head';
export const SKELETON = `${ROOT}/skeleton`;
export const MATERIALS = `${ROOT}/materials`;
/** The animation that shows the head as the rig does. */
export const SHOWN = 'shown';

/** What things of a head are called there. */
export interface StageNames {
  /** Paths of joints in their order: `root/neck/head`. */
  readonly joints: readonly string[];
  /** Of blend shapes by morph target, of materials by texture, of meshes by primitive, of animations by clip. */
  readonly shapes: ReadonlyMap<string, string>;
  readonly materials: ReadonlyMap<string, string>;
  readonly meshes: ReadonlyMap<string, string>;
  readonly clips: ReadonlyMap<string, string>;
}

export function stageNames({ joints, primitives, textures, animations }: RiggedHead): StageNames {
  const own = usdNames(joints.map(({ name }) => name));
  const paths: string[] = [];
  for (const { name, parent } of joints) paths.push(`${parent < 0 ? '' : `${paths[parent]}/`}${own.get(name)}`);
  return {
    joints: paths,
    shapes: usdNames(new Set(primitives.flatMap(({ morphs }) => [...morphs.keys()]))),
    materials: usdNames(Object.keys(textures)),
    // What lies beside them has its name first.
    meshes: usdNames(['skeleton', 'materials', ...primitives.map(({ name }) => name)]),
    clips: usdNames([SHOWN, ...(animations ?? []).map(({ name }) => name)]),
  };
}
