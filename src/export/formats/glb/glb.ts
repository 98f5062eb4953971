import { softEdges } from '../../rig/edges/soft-edges.ts';
import type { RiggedHead } from '../../rig/rigged-head.ts';
import { rigMapJson } from '../../rig/skeleton/rig-map.ts';
import { EXPORT_DEFAULTS, type ExportChoices } from '../export-choices.ts';
import type { ExportFormat } from '../format.ts';
import { embeddedTextures } from './embedded-textures.ts';
import { type GlbExtensions, glbDocument, writeGlb } from './glb-document.ts';

/** glTF 2.0 binary, textures inside, and beside it what other systems call its joints. */
export const GLB: ExportFormat = {
  name: 'glb',
  extensions: ['.glb', '_rig_map.json'],
  beside: () => ({}),
  mmPerUnit: () => 1000,
  files: async (head, stem, choices) => [
    { name: `${stem}.glb`, content: await packedBytes(head, choices) },
    { name: `${stem}_rig_map.json`, content: rigMapJson(head.joints) },
  ],
};

/** The GLB alone, which every reader of glTF reads. */
export async function glbBytes(head: RiggedHead): Promise<Uint8Array> {
  return packedBytes(head, EXPORT_DEFAULTS);
}

async function packedBytes(
  head: RiggedHead,
  { compress, pictures }: Pick<ExportChoices, 'compress' | 'pictures'>,
): Promise<Uint8Array> {
  const needed: GlbExtensions[] = [];
  // Basis Universal starts from what was painted.
  const textures = pictures === 'plain' ? await embeddedTextures(head.textures) : head.textures;
  const { document } = glbDocument({ ...head, textures }, await softEdges(head));
  if (pictures === 'ktx2') needed.push(await (await import('./ktx2-textures.ts')).ktx2Textures(document));
  if (compress === 'meshopt') needed.push(await (await import('./glb-compression.ts')).compressGlb(document));
  return writeGlb(document, {
    extensions: needed.flatMap(({ extensions }) => extensions),
    dependencies: Object.assign({}, ...needed.map(({ dependencies }) => dependencies)),
  });
}
