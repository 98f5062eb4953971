import { surfaceTextures } from '../../rig/extras/written-extras.ts';
import type { RiggedHead } from '../../rig/rigged-head.ts';
import type { ExportFormat } from '../format.ts';
import { opacityFile, opacityPicture, withHairGroup } from './obj-hair.ts';
import { mtlText, objText } from './obj-text.ts';

/** Wavefront OBJ of the head's parts as they are shown, and of its hair, with its materials' file; textures beside. */
export const OBJ: ExportFormat = {
  name: 'obj',
  boneless: true,
  extensions: ['.obj', '.mtl'],
  beside: surfaceTextures,
  mmPerUnit: () => 1,
  files: async (head, stem) => {
    const hair = head.primitives.find(({ extra }) => extra === 'hair');
    const mesh = hair === undefined ? head.surface : withHairGroup(head.surface, hair);
    const textures = surfaceTextures(head);
    const cut = Object.values(textures).filter(({ alpha }) => alpha !== undefined);
    return [
      { name: `${stem}.obj`, content: objText(mesh, `${stem}.mtl`) },
      { name: `${stem}.mtl`, content: texturesMtl(textures) },
      ...(await Promise.all(cut.map(opacityPicture))),
    ];
  },
};

/** Material library of a head's textures. */
export function texturesMtl(textures: RiggedHead['textures']): string {
  return mtlText(
    Object.fromEntries(
      Object.entries(textures).map(([name, { file, alpha }]) => [
        name,
        alpha === undefined ? { color: file } : { color: file, opacity: opacityFile(file) },
      ]),
    ),
  );
}
