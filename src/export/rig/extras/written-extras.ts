import type { HeadExtra } from '../../../head/cards/head-extras.ts';
import { HAIR_EXTRAS, type HairExtra, type RiggedHead } from '../rigged-head.ts';

/** A rig with the extras alone that formats write, its hair, and the textures of what is left. */
export function writtenExtras(rig: RiggedHead): RiggedHead {
  const { extras, surface } = rig;
  if (extras === undefined) return rig;
  const primitives = rig.primitives.filter(
    ({ extra }) => extra === undefined || isHair(extra) || extras.includes(extra),
  );
  const textures = texturesOf(rig, [...primitives.map(({ texture }) => texture), ...materialsOf(surface)]);
  return { ...rig, primitives, textures };
}

function isHair(extra: HeadExtra | HairExtra): extra is HairExtra {
  return HAIR_EXTRAS.some((name) => name === extra);
}

/** Textures of a rig's surface and its hair's mesh: of all but its other extras. */
export function surfaceTextures(
  rig: Pick<RiggedHead, 'surface' | 'textures'> & Partial<Pick<RiggedHead, 'primitives'>>,
): RiggedHead['textures'] {
  const hair = (rig.primitives ?? []).filter(({ extra }) => extra === 'hair').map(({ texture }) => texture);
  return texturesOf(rig, [...materialsOf(rig.surface), ...hair]);
}

function materialsOf({ groups }: RiggedHead['surface']): string[] {
  return groups.map(({ material }) => material);
}

function texturesOf({ textures }: Pick<RiggedHead, 'textures'>, names: readonly string[]): RiggedHead['textures'] {
  return Object.fromEntries(Object.entries(textures).filter(([name]) => names.includes(name)));
}
