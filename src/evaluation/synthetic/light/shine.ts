import { BODY_SKIN, FACE_SKIN } from '../../../capture/segmentation/classes.ts';
import type { MeshLook } from '../../../render/mesh/textured-mesh.ts';
import type { Gloss, Shine } from './lamp.ts';

/** Wet: eyes, teeth, tongue. */
const WET: Gloss = { alpha: 0.1, reflectance: 0.025 };

/** Skin shines as the scene draws it, what is wet more sharply, hair and cloth not at all. @param classes of the triangles [T] */
export function shineOf({ textureOfTriangle }: Pick<MeshLook, 'textureOfTriangle'>, classes: Uint8Array): Shine {
  return (t, skin) => {
    if (classes[t] !== FACE_SKIN && classes[t] !== BODY_SKIN) return null;
    return textureOfTriangle[t] === 0 ? skin : WET;
  };
}
